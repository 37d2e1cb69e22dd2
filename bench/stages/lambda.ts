import { s3Event } from '../../local/store/s3-event.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { type LineFile, lineFile } from '../lines/line-files.ts';
import { note, type Run } from '../run.ts';
import type { BenchStage } from './bench-stage.ts';
import { recordsOf } from './documents.ts';
import { indexEnvironment, ingestEnvironment, searchFunctionEnvironment } from './environments.ts';
import { eventsOf } from './events.ts';
import { bundleFunction, type Call, coldStart } from './functions.ts';
import { COMBINED_INDEX, startIndexWorker } from './indexer.ts';
import { putFile, startIngestWorker } from './ingest.ts';
import { inTurns, type Round, type RoundWorker } from './rounds.ts';
import { type BenchServers, makeTopic } from './servers.ts';

const LINES = { ingest: 200_000, index: 50_000 };
const QUICK_SHARE = 0.1;
const ROUNDS = { warmUp: 2, measured: 5 };
const COLD_STARTS = 7;
/** Own code alone; what AWS's SDK and the clients bring is not ours to shrink. */
const OWN_BUNDLE_KB = 1_500;
const COLD_START_MILLIS = 300;
const TOPIC = 'cold-start';

export const lambda: BenchStage = {
  about:
    'What the functions need on Lambda: processor time, time and memory for a million combined lines, measured in separate processes with the options of Node that the functions have; the size of each bundle; and its cold start, which is loading it in a new process and, except for the two that only call AWS, a first call on real servers: ingest and index for one line.',
  minutes: 1.5,
  obstacle:
    'A third of a cold start of ingest is Node compiling two megabytes, most of them the SDK of AWS and kafkajs; the rest is creating their clients, first requests, and the modules of Node for TLS and HTTP.',
  async measure(run, servers) {
    const files = { ingest: fileOf(run, 'ingest'), index: fileOf(run, 'index') };
    note(run, { name: 'line', unit: 'bytes', better: 'less', samples: [files.ingest.bytes / files.ingest.lines] });
    await noteUse(
      run,
      'ingest',
      files.ingest,
      await startIngestWorker(servers, 'handler', files.ingest, {
        userAgentDetails: true,
        rounds: ROUNDS.warmUp + ROUNDS.measured,
      }),
    );
    const indexWork = { job: 'handler', file: files.index, seed: 4, index: COMBINED_INDEX } as const;
    await noteUse(run, 'index', files.index, await startIndexWorker(servers, indexWork));
    const search = searchFunctionEnvironment(await servers.openSearch(), await servers.store());
    await noteBundle(run, 'ingest', await ingestCall(servers));
    await noteBundle(run, 'indexer', await indexCall(servers));
    await noteBundle(run, 'provision', { event: {}, environment: search });
    await noteBundle(run, 'inspect', { event: { question: 'status' }, environment: search });
    await noteBundle(run, 'brokers', { environment: {} });
    await noteBundle(run, 'sign-in', { environment: {} });
  },
};

function fileOf(run: Run, name: keyof typeof LINES): LineFile {
  return lineFile('apache_combined', run.quick ? QUICK_SHARE * LINES[name] : LINES[name]);
}

async function noteUse(run: Run, name: string, { lines }: LineFile, worker: RoundWorker): Promise<void> {
  const [rounds = []] = await inTurns([worker], ROUNDS, name);
  await worker.stop();
  const aMillion = (of: (round: Round) => number): number[] => rounds.map((round) => (of(round) / lines) * 1e6);
  note(run, {
    better: 'less',
    name: `${name}, processor`,
    unit: 'CPU-milliseconds a million lines',
    samples: aMillion(({ cpuSeconds }) => cpuSeconds * 1000),
  });
  note(run, {
    better: 'less',
    name: `${name}, time`,
    unit: 'seconds a million lines',
    samples: aMillion(({ seconds }) => seconds),
  });
  note(run, {
    better: 'less',
    name: `${name}, peak`,
    unit: 'MiB',
    samples: [Math.max(...rounds.map(({ peakMib }) => peakMib))],
  });
}

async function noteBundle(run: Run, name: string, call: Call): Promise<void> {
  const bundle = await bundleFunction(name);
  const starts: Awaited<ReturnType<typeof coldStart>>[] = [];
  for (let start = 0; start < COLD_STARTS; start++) starts.push(await coldStart(bundle, call));
  const kilobytes = { unit: 'kB', better: 'less' } as const;
  const milliseconds = { unit: 'ms', better: 'less' } as const;
  note(run, { ...kilobytes, name: `${name}, own code`, samples: [bundle.ownBytes / 1000], aim: OWN_BUNDLE_KB });
  note(run, { ...kilobytes, name: `${name}, bundle`, samples: [bundle.bytes / 1000] });
  note(run, { ...milliseconds, name: `${name}, load`, samples: starts.map(({ load }) => load) });
  if (call.event === undefined) return;
  note(run, {
    ...milliseconds,
    name: `${name}, load and first call`,
    samples: starts.map(({ load, firstCall }) => load + firstCall),
    aim: COLD_START_MILLIS,
  });
}

async function ingestCall(servers: BenchServers): Promise<Call> {
  const [brokers, { url }] = await Promise.all([servers.kafka(), servers.store()]);
  await makeTopic(brokers, TOPIC);
  const object = await putFile(servers, lineFile('apache_combined', 1), 'inbox/cold-start.log');
  return {
    event: s3Event(LOCAL_BUCKET, object, 'ObjectCreated:Put', 1),
    environment: ingestEnvironment({ brokers, topic: TOPIC, storeUrl: url, userAgentDetails: true }),
  };
}

async function indexCall(servers: BenchServers): Promise<Call> {
  const records = recordsOf(lineFile('apache_combined', 1), { fileId: 'ABCDEFGHIJKLMQ', userAgentDetails: true });
  const [event = {}] = eventsOf(records);
  return { event, environment: indexEnvironment(await servers.openSearch()) };
}
