import { startElasticsearch } from '../../local/engines/elasticsearch.ts';
import { temporaryDataFolder } from './engines/temporary.ts';
import { searchTests } from './search.suite.ts';
import { ownEngine, prefixedEngine } from './story/engine.ts';

searchTests('OpenSearch', () => ownEngine(`search-${process.pid}`));

searchTests('Elasticsearch', async () => {
  const { folder, killAtExit } = temporaryDataFolder();
  const administrator = { name: 'administrator', password: 'a long pass phrase' };
  const server = await startElasticsearch({ dataFolder: folder, ports: 'any', administrator });
  killAtExit(server.pid);
  const authentication = {
    kind: 'basic',
    username: administrator.name,
    password: () => administrator.password,
  } as const;
  const engine = await prefixedEngine({ engine: 'elasticsearch', url: server.url, authentication }, 'search');
  return {
    ...engine,
    async close() {
      await engine.close();
      await server.kill();
    },
  };
});
