/** A search engine for one test on the shared node: everything that it writes and searches has the test's prefix. */
import type { SearchConfiguration } from '../../../adapters/search/configuration.ts';
import { createSearchEngine } from '../../../adapters/search/search-engine.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { indexTemplates } from '../../../core/search/index-templates.ts';
import { startElasticsearch } from '../../../local/engines/elasticsearch.ts';
import { sharedOpenSearch } from '../engines/shared.ts';
import { temporaryDataFolder } from '../engines/temporary.ts';

const settings = { replicas: 0, refreshSeconds: 1 };

/**
 * The shared OpenSearch, with our templates, seen through a prefix: `kafkainsight-` becomes `<prefix>-kafkainsight-` in every path,
 * pattern and bulk action, so that tests that fill the same data views do not see each other.
 */
export async function ownEngine(prefix: string): Promise<SearchEngine> {
  const url = await sharedOpenSearch();
  const engine = await prefixedEngine({ engine: 'opensearch', url, authentication: { kind: 'none' } }, prefix);
  // removes what an earlier run has left
  await engine.request('DELETE', '/kafkainsight-*');
  return engine;
}

/** An Elasticsearch that only this test uses, seen through a prefix; it ends when it is closed. */
export async function ownElasticsearch(prefix: string): Promise<SearchEngine> {
  const { folder, killAtExit } = temporaryDataFolder();
  const administrator = { name: 'administrator', password: 'a long pass phrase' };
  const server = await startElasticsearch({ dataFolder: folder, ports: 'any', administrator });
  killAtExit(server.pid);
  const authentication = {
    kind: 'basic',
    username: administrator.name,
    password: () => administrator.password,
  } as const;
  const engine = await prefixedEngine({ engine: 'elasticsearch', url: server.url, authentication }, prefix);
  return {
    ...engine,
    async close() {
      await engine.close();
      await server.kill();
    },
  };
}

/** The same on any engine that only this test uses. */
export async function prefixedEngine(configuration: SearchConfiguration, prefix: string): Promise<SearchEngine> {
  const engine = createSearchEngine(configuration);
  const own = (text: string): string => text.replaceAll('kafkainsight-', `${prefix}-kafkainsight-`);
  const derivesSource = engine.kind === 'opensearch';
  for (const { name, body } of indexTemplates(engine.kind, { ...settings, derivesSource })) {
    const ownBody = { ...body, index_patterns: body.index_patterns.map(own) };
    await engine.request('PUT', `/_index_template/${prefix}-${name}`, ownBody);
  }
  return {
    kind: engine.kind,
    bulk: (body, timeoutMillis) =>
      engine.bulk(Buffer.from(body.toString().replaceAll('"_index":"', `"_index":"${prefix}-`)), timeoutMillis),
    request: (method, path, body, numbers) => engine.request(method, own(path), body, numbers),
    close: () => engine.close(),
  };
}
