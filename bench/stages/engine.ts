import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { bulkBody, bulkRequests } from '../../core/search/bulk.ts';
import { type LineFile, lineFile } from '../lines/line-files.ts';
import { storyFile } from '../lines/story-file.ts';
import { note, type Run } from '../run.ts';
import type { BenchStage } from './bench-stage.ts';
import { documentsOfVariant, type EngineVariant, type EngineVariantName, engineVariants } from './engine-variants.ts';
import { showProgress } from './rounds.ts';
import { deleteIndex } from './search.ts';
import { mergedBytes } from './storage.ts';

const LINES = 50_000;
const QUICK_LINES = 5_000;
/** A node that has just been started gets faster for some rounds. */
const ROUNDS = { warmUp: 2, measured: 4 };
const REQUEST_TIMEOUT_MILLIS = 60_000;
/** Outside the pattern of our templates, so that an index is what the variant says. */
const INDEX = 'bench-engine';

/** Of a byte of log, and of the processor time with copies of documents: what is promised of each log. */
const TARGETS = {
  story: { words: { size: 0.3, cpu: 0.7 }, wildcard: { size: 0.2, cpu: 0.52 } },
  flog: { words: { size: 0.65, cpu: 0.7 }, wildcard: { size: 0.48, cpu: 0.52 } },
} as const;
/** Of the processor time of the Filebeat-like index. */
const FILEBEAT_TARGET = 0.45;
/** Bytes for a byte of log that places, clients and campaigns may add. */
const ENRICHMENT_TARGET = 0.06;
/** What is derived from tables is a separate variant, with this end of its name. */
const ENRICHED = ', enriched';

const processSchema = v.object({
  nodes: v.record(v.string(), v.object({ process: v.object({ cpu: v.object({ total_in_millis: v.number() }) }) })),
});

interface Cost {
  /** Processor time of the engine, from the first document until all are in one segment. */
  readonly cpuSeconds: number;
  readonly bytes: number;
}

export const engine: BenchStage = {
  about:
    'What 50,000 combined lines cost the engine, by the kind of index: processor time of the node, merges included, and bytes of one segment. `copies` is our index before derived source; `words` and `wildcard` are values of `search.wordSearch` of a stage; Filebeat-like has the mapping of ECS and the fields that Filebeat adds; `dynamic` is what the engine makes of documents without a mapping. All have the fields that documents had before places, clients and campaigns; what these add is stated separately. `words` and `wildcard` get what the index function sends, the others whole documents, as they are on the topic. Logs of the generated shop, and lines as flog writes them, in which hardly anything repeats. In turns.',
  minutes: 10,
  obstacle: 'Half of a flog line is a user agent and a referrer that no other line has.',
  async measure(run, servers) {
    const url = await servers.openSearch();
    const lines = run.quick ? QUICK_LINES : LINES;
    await measureLog(run, url, 'story', await storyFile(lines));
    await measureLog(run, url, 'flog', lineFile('apache_combined', lines));
  },
};

async function measureLog(run: Run, url: string, log: keyof typeof TARGETS, file: LineFile): Promise<void> {
  const names = Object.keys(engineVariants) as EngineVariantName[];
  const costs = new Map(names.map((name): [EngineVariantName, Cost[]] => [name, []]));
  for (let round = 0; round < ROUNDS.warmUp + ROUNDS.measured; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      showProgress(`${log}, ${name}: round ${round + 1} of ${ROUNDS.warmUp + ROUNDS.measured}`);
      const cost = await costOf(url, engineVariants[name], file);
      if (round >= ROUNDS.warmUp) costs.get(name)?.push(cost);
    }
  }
  showProgress('');
  noteCosts(run, log, file, costs);
}

function noteCosts(
  run: Run,
  log: keyof typeof TARGETS,
  file: LineFile,
  costs: ReadonlyMap<EngineVariantName, readonly Cost[]>,
): void {
  const size = { unit: 'bytes a line', better: 'less' } as const;
  const time = { unit: "microseconds a line of the engine's", better: 'less' } as const;
  const line = `line, ${log}`;
  note(run, { ...size, name: line, samples: [file.bytes / file.lines] });
  for (const [name, measured] of costs) {
    const target = targetsOf(log, name);
    const samples = measured.map(({ bytes }) => bytes / file.lines);
    note(run, { ...size, name: `${name}, ${log}`, samples, floor: line, ...(target && { target: target.size }) });
  }
  for (const [name, measured] of costs) {
    if (!name.endsWith(ENRICHED)) continue;
    const plain = costs.get(name.slice(0, -ENRICHED.length) as EngineVariantName) ?? [];
    const samples = measured.map(({ bytes }, turn) => (bytes - (plain[turn]?.bytes ?? NaN)) / file.lines);
    note(run, { ...size, name: `more in ${name}, ${log}`, samples, floor: line, target: ENRICHMENT_TARGET });
  }
  for (const [name, measured] of costs) {
    const target = targetsOf(log, name);
    const samples = measured.map(({ cpuSeconds }) => (cpuSeconds * 1e6) / file.lines);
    const against = name === 'copies' ? {} : { floor: `copies, ${log}, CPU`, ...(target && { target: target.cpu }) };
    note(run, { ...time, name: `${name}, ${log}, CPU`, samples, ...against });
    if (name !== 'wildcard') continue;
    const filebeat = { floor: `Filebeat-like, ${log}, CPU`, target: FILEBEAT_TARGET };
    note(run, { ...time, name: `${name}, ${log}, CPU beside Filebeat-like`, samples, ...filebeat });
  }
}

function targetsOf(log: keyof typeof TARGETS, name: EngineVariantName): { size: number; cpu: number } | undefined {
  return name === 'words' || name === 'wildcard' ? TARGETS[log][name] : undefined;
}

async function costOf(url: string, variant: EngineVariant, file: LineFile): Promise<Cost> {
  const { settings, mappings } = variant;
  const client = createSearchEngine({ engine: 'opensearch', url, authentication: { kind: 'none' } });
  await deleteIndex(url, INDEX);
  await client.request('PUT', `/${INDEX}`, { settings, mappings });
  const bodies = Array.from(bulkRequests(documentsOfVariant(variant, file, INDEX)), bulkBody);
  const before = await cpuMillis(url);
  for (const body of bodies) {
    const items = await client.bulk(body, REQUEST_TIMEOUT_MILLIS);
    if (items.some(({ status }) => status !== 201)) throw new Error('The search engine refused a document.');
  }
  const bytes = await mergedBytes(url, INDEX);
  const cpuSeconds = ((await cpuMillis(url)) - before) / 1000;
  await deleteIndex(url, INDEX);
  await client.close();
  return { cpuSeconds, bytes };
}

/** A node looks at its processor time once a second (`monitor.process.refresh_interval`), and returns what it saw last. */
const PROBE_MILLIS = 1_100;

async function cpuMillis(url: string): Promise<number> {
  await sleep(PROBE_MILLIS);
  const answer = await fetch(`${url}/_nodes/stats/process`);
  const { nodes } = v.parse(processSchema, await answer.json());
  return Object.values(nodes).reduce((sum, { process }) => sum + process.cpu.total_in_millis, 0);
}
