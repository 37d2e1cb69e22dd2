import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { datasetOf } from '../../core/format-table.ts';
import { LOG_INDEX_PREFIX } from '../../core/names.ts';
import type { OutgoingRecord, SearchEngine } from '../../core/ports.ts';
import { MAX_IN_FLIGHT } from '../../lambdas/indexer/deliver.ts';
import { provisionTemplates } from '../../lambdas/provision/templates.ts';
import { INDEX } from '../../local/runner/wiring.ts';
import { lineFormats } from '../lines/flog-lines.ts';
import { type LineFile, lineFile } from '../lines/line-files.ts';
import { note, type Run, skip } from '../run.ts';
import type { BenchStage } from './bench-stage.ts';
import { recordsOf, sentOf } from './documents.ts';
import { fill, mergedBytes } from './index-size.ts';
import { showProgress } from './rounds.ts';
import type { BenchServers } from './servers.ts';

const LINES = 50_000;
const QUICK_LINES = 5_000;
/** As of the index function: the order in which documents arrive has a part in their size. */
const IN_FLIGHT = INDEX.pollers * MAX_IN_FLIGHT;
/** Of a byte of log: a line takes less than it is long. */
const TARGET = 1;
/** Names the URL of another OpenSearch, of an older version, that is empty and open to everybody on this machine. */
const OTHER_OPENSEARCH = 'KAFKAINSIGHT_BENCH_OPENSEARCH';

const versionSchema = v.object({ version: v.object({ number: v.string() }) });

/** An engine whose indices are measured; its templates are those that a stage on it has. */
interface MeasuredEngine {
  /** After `index`, in the names of its rows. */
  readonly title: string;
  readonly engine: SearchEngine;
}

export const storage: BenchStage = {
  about: `Bytes of a line in the index, in one segment and without replicas, against the line as it was logged (with its line feed); and, for comparison, in a gzip file and as a document. \`index\` is OpenSearch 3.5, which keeps no copies of documents; the same documents on Elasticsearch, and on another OpenSearch where the variable ${OTHER_OPENSEARCH} names one, in indices made by the templates that these engines get. Copies take more: on OpenSearch 2.19.4 and Elasticsearch 8.19 (2026-12-02 and 03) \`apache_combined\` took 1.24 and 1.27 of the line, \`apache_common\` 1.58 and 1.59, \`apache_error\` 1.15 and 1.13, \`rfc3164\` 1.16 and 1.15, \`rfc5424\` 1.01 and 1.00, \`json\` 0.78 and 0.79 ([why](adr/0024-derived-source.md)).`,
  minutes: 3,
  obstacle:
    'Engines other than OpenSearch 3.5 store a copy of each document. On OpenSearch 2.19.4 the copies of `apache_common` take 0.73 of the line, and the values that panels and rules count 0.40 ([decision](adr/0024-derived-source.md)).',
  async measure(run, servers) {
    const engines = await enginesOf(run, servers);
    for (const format of lineFormats)
      await measureFormat(run, lineFile(format, run.quick ? QUICK_LINES : LINES), engines);
    await Promise.all(engines.map(({ engine }) => engine.close()));
  },
};

async function measureFormat(run: Run, file: LineFile, engines: readonly MeasuredEngine[]): Promise<void> {
  const { format } = file;
  const records = recordsOf(file, { fileId: 'ABCDEFGHIJKLMQ', userAgentDetails: true });
  const documents = records.reduce((sum, { value }) => sum + value.length, 0);
  const perLine = { unit: 'bytes a line', better: 'less' } as const;
  const line = `line, ${format}`;
  const against = { ...perLine, floor: line };
  note(run, { ...perLine, name: line, samples: [file.bytes / file.lines] });
  note(run, { ...against, name: `gzip, ${format}`, samples: [gzipSync(readFileSync(file.path)).length / file.lines] });
  note(run, { ...against, name: `document, ${format}`, samples: [documents / file.lines] });
  for (const { title, engine } of engines) {
    showProgress(`index${title}, ${format}`);
    const samples = [(await indexBytes(engine, file, records)) / file.lines];
    showProgress('');
    note(run, { ...against, name: `index${title}, ${format}`, samples, target: TARGET });
  }
}

async function enginesOf(run: Run, servers: BenchServers): Promise<MeasuredEngine[]> {
  const url = await servers.openSearch();
  const openSearch = createSearchEngine({ engine: 'opensearch', url, authentication: { kind: 'none' } });
  const elasticsearch = { title: ' of Elasticsearch', engine: createSearchEngine(await servers.elasticsearch()) };
  const engines = [{ title: '', engine: openSearch }, elasticsearch];
  const otherUrl = process.env[OTHER_OPENSEARCH];
  if (otherUrl === undefined) {
    skip(run, `no other OpenSearch: ${OTHER_OPENSEARCH} is not set`);
    return engines;
  }
  const other = createSearchEngine({ engine: 'opensearch', url: otherUrl, authentication: { kind: 'none' } });
  await provisionTemplates(other, { replicas: 0, refreshSeconds: 1 });
  const { version } = v.parse(versionSchema, await other.request('GET', '/'));
  return [...engines, { title: ` of OpenSearch ${version.number}`, engine: other }];
}

async function indexBytes(engine: SearchEngine, file: LineFile, records: readonly OutgoingRecord[]): Promise<number> {
  // one of its dataset's, by whose template it is made
  const index = `${LOG_INDEX_PREFIX}${datasetOf(file.format)}-bench.${file.format}`;
  const documents = records.map(({ key: id, value }) => {
    return { index, id, operation: 'index' as const, source: sentOf(value) };
  });
  await engine.request('DELETE', `/${index}`);
  await fill(engine, documents, IN_FLIGHT);
  const bytes = await mergedBytes(engine, index);
  // the next stage wants the node's memory
  await engine.request('DELETE', `/${index}`);
  return bytes;
}
