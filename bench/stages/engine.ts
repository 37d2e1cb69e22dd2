import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import type { SearchEngine } from '../../core/ports.ts';
import type { IndexDocument } from '../../core/search/bulk.ts';
import { type LineFile, lineFile } from '../lines/line-files.ts';
import { storyFile } from '../lines/story-file.ts';
import { note, type Run } from '../run.ts';
import type { BenchStage } from './bench-stage.ts';
import { documentsOfVariant, type EngineVariant, type EngineVariantName, engineVariants } from './engine-variants.ts';
import { fill, mergedBytes } from './index-size.ts';
import { showProgress } from './rounds.ts';
import { deleteIndex } from './search.ts';

/** Of a turn in which processor time is measured. */
const LINES = 50_000;
/**
 * Of an index whose bytes are measured: dictionaries of terms cost a small index more per line. Once for each kind of index, since its bytes
 * are the same in each turn, to a percent.
 */
const SIZE_LINES = 200_000;
const QUICK_LINES = 5_000;
/** A node that has just been started gets faster for some rounds. */
const ROUNDS = { warmUp: 2, measured: 4 };
const QUICK_ROUNDS = { warmUp: 0, measured: 1 };
/** Begins outside the pattern of our templates, so that an index is what the variant says. */
const INDEX = 'bench-engine';
/** Indices that are filled at once to measure their bytes: one per core of the machine that the documentation is written on. */
const FILLED_AT_ONCE = 2;

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

type Log = keyof typeof TARGETS;

const names = Object.keys(engineVariants) as EngineVariantName[];

export const engine: BenchStage = {
  about:
    'What combined lines cost the engine, by the kind of index: processor time of the node for 50,000 lines, merges included, in turns; and bytes of 200,000 lines in one segment, measured once, since they hardly differ from run to run. `copies` is our index before derived source; `words` and `wildcard` are values of `search.wordSearch` of a stage; Filebeat-like has the mapping of ECS and the fields that Filebeat adds; `dynamic` is what the engine makes of documents without a mapping. All have the fields that documents had before places, clients and campaigns; what these add is stated separately. `words` and `wildcard` get what the index function sends, the others whole documents, as they are on the topic. Logs of the generated shop, and lines as flog writes them, in which hardly anything repeats.',
  minutes: 12,
  obstacle: 'Half of a flog line is a user agent and a referrer that no other line has.',
  async measure(run, servers) {
    const url = await servers.openSearch();
    const files = [
      ['story', storyFile],
      ['flog', (lines: number) => lineFile('apache_combined', lines)],
    ] as const;
    for (const [log, fileOf] of files) {
      noteSizes(run, log, ...(await sizesOf(url, log, await fileOf(run.quick ? QUICK_LINES : SIZE_LINES))));
      const rounds = run.quick ? QUICK_ROUNDS : ROUNDS;
      noteTimes(run, log, await timesOf(url, { log, file: await fileOf(run.quick ? QUICK_LINES : LINES), ...rounds }));
    }
  },
};

type Samples = ReadonlyMap<EngineVariantName, readonly number[]>;

/** Bytes of a line of the file, and by variant of a line in its index. */
async function sizesOf(url: string, log: Log, file: LineFile): Promise<readonly [line: number, Samples]> {
  const sizes = new Map<EngineVariantName, number[]>();
  const waiting = [...names];
  const client = clientOf(url);
  await Promise.all(
    Array.from({ length: FILLED_AT_ONCE }, async (_, lane) => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        showProgress(`${log}, ${name}: size`);
        const index = `${INDEX}-${lane}`;
        await makeIndex(url, index, engineVariants[name]);
        await fill(client, documentsOfVariant(engineVariants[name], file, index));
        sizes.set(name, [(await mergedBytes(client, index)) / file.lines]);
        await deleteIndex(url, index);
      }
    }),
  );
  showProgress('');
  await client.close();
  return [file.bytes / file.lines, sizes];
}

interface Turns {
  readonly log: Log;
  readonly file: LineFile;
  /** Rounds that do not count. */
  readonly warmUp: number;
  readonly measured: number;
}

/** By variant and turn, microseconds of a line, from the first document until all are in one segment. */
async function timesOf(url: string, { log, file, warmUp, measured }: Turns): Promise<Samples> {
  const times = new Map(names.map((name): [EngineVariantName, number[]] => [name, []]));
  const documents = new Map(names.map((name) => [name, documentsOfVariant(engineVariants[name], file, INDEX)]));
  for (let round = 0; round < warmUp + measured; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      showProgress(`${log}, ${name}: round ${round + 1} of ${warmUp + measured}`);
      const millis = await timeOf(url, engineVariants[name], documents.get(name) ?? []);
      if (round >= warmUp) times.get(name)?.push((millis * 1000) / file.lines);
    }
  }
  showProgress('');
  return times;
}

function noteSizes(run: Run, log: Log, lineBytes: number, sizes: Samples): void {
  const size = { unit: 'bytes a line', better: 'less' } as const;
  const line = `line, ${log}`;
  note(run, { ...size, name: line, samples: [lineBytes] });
  const inOrder = names.map((name) => [name, sizes.get(name) ?? []] as const);
  for (const [name, samples] of inOrder) {
    const target = targetsOf(log, name);
    note(run, { ...size, name: `${name}, ${log}`, samples, floor: line, ...(target && { target: target.size }) });
  }
  for (const [name, enriched] of inOrder) {
    if (!name.endsWith(ENRICHED)) continue;
    const plain = sizes.get(name.slice(0, -ENRICHED.length) as EngineVariantName) ?? [];
    const samples = enriched.map((bytes, turn) => bytes - (plain[turn] ?? NaN));
    note(run, { ...size, name: `more in ${name}, ${log}`, samples, floor: line, target: ENRICHMENT_TARGET });
  }
}

function noteTimes(run: Run, log: Log, times: Samples): void {
  const time = { unit: "microseconds a line of the engine's", better: 'less' } as const;
  for (const [name, samples] of times) {
    const target = targetsOf(log, name);
    const against = name === 'copies' ? {} : { floor: `copies, ${log}, CPU`, ...(target && { target: target.cpu }) };
    note(run, { ...time, name: `${name}, ${log}, CPU`, samples, ...against });
    if (name !== 'wildcard') continue;
    const filebeat = { floor: `Filebeat-like, ${log}, CPU`, target: FILEBEAT_TARGET };
    note(run, { ...time, name: `${name}, ${log}, CPU beside Filebeat-like`, samples, ...filebeat });
  }
}

function targetsOf(log: Log, name: EngineVariantName): { size: number; cpu: number } | undefined {
  return name === 'words' || name === 'wildcard' ? TARGETS[log][name] : undefined;
}

/** Milliseconds of processor time. */
async function timeOf(url: string, variant: EngineVariant, documents: readonly IndexDocument[]): Promise<number> {
  await makeIndex(url, INDEX, variant);
  const client = clientOf(url);
  const before = await cpuMillis(url);
  await fill(client, documents);
  await mergedBytes(client, INDEX);
  const millis = (await cpuMillis(url)) - before;
  await client.close();
  await deleteIndex(url, INDEX);
  return millis;
}

async function makeIndex(url: string, index: string, { settings, mappings }: EngineVariant): Promise<void> {
  await deleteIndex(url, index);
  const client = clientOf(url);
  await client.request('PUT', `/${index}`, { settings, mappings });
  await client.close();
}

function clientOf(url: string): SearchEngine {
  return createSearchEngine({ engine: 'opensearch', url, authentication: { kind: 'none' } });
}

/** A node looks at its processor time once a second (`monitor.process.refresh_interval`), and returns what it saw last. */
const PROBE_MILLIS = 1_100;

async function cpuMillis(url: string): Promise<number> {
  await sleep(PROBE_MILLIS);
  const answer = await fetch(`${url}/_nodes/stats/process`);
  const { nodes } = v.parse(processSchema, await answer.json());
  return Object.values(nodes).reduce((sum, { process }) => sum + process.cpu.total_in_millis, 0);
}
