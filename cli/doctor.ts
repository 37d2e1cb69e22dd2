import { INBOX_PREFIX } from '../core/names.ts';
import { counted } from '../core/wording.ts';

/** What the inspect function says of a whole stage. */
interface StageState {
  readonly indices: { readonly deadLetters: number };
  readonly queues: { readonly waiting: number; readonly givenUp: number };
}

/** What it says of one file. */
export interface FileState {
  readonly fileId: string;
  readonly lines: number;
  readonly documents: number;
  readonly deadLetters: number;
  readonly settling: boolean;
}

/** What a stage is asked, and what is done in it. Each throws a KafkaInsightError. */
export interface DoctorPorts {
  /** Where the bucket is. */
  bucket(): Promise<string>;
  state(): Promise<StageState>;
  /** What provisioning did, by the name of the thing; it may be repeated at any time. */
  provision(): Promise<Readonly<Record<string, string>>>;
  drop(bucket: string, key: string, body: Buffer): Promise<void>;
  /** Undefined until something of the file is indexed. */
  file(key: string): Promise<FileState | undefined>;
  /** Records that wait on the topic, as CloudWatch knows it some minutes later. */
  lag(): Promise<number | undefined>;
  /** Returns how much is left. */
  forget(fileId: string): Promise<number>;
  sleep(millis: number): Promise<void>;
}

/** One hop of a line's way through a stage. */
export interface Hop {
  readonly name: 'stage' | 'domain' | 'dashboards' | 'bucket' | 'queue' | 'ingest' | 'topic' | 'index' | 'cleanup';
  readonly isSound: boolean;
  /** What was seen; where it is not sound, also what to do. */
  readonly says: string;
}

/** Lines of the file that is dropped. */
const LINES = 10;
const POLL_MILLIS = 2_000;

/** The file that is dropped: its own name, and lines that say what they are. */
export function markedFile(mark: string, nowMillis: number): { readonly key: string; readonly body: Buffer } {
  const time = new Date(nowMillis).toISOString();
  const lines = Array.from({ length: LINES }, (_, at) => `${time} INFO kafkainsight doctor ${mark} line ${at + 1}\n`);
  return { key: `${INBOX_PREFIX}kafkainsight-doctor/${mark}.log`, body: Buffer.from(lines.join('')) };
}

/**
 * Follows a marked file through a stage, hop by hop, and deletes it. Stops at the first hop after which nothing can work.
 *
 * @param waitMillis how long the file may take
 */
export async function* examine(
  ports: DoctorPorts,
  { key, body }: ReturnType<typeof markedFile>,
  waitMillis: number,
): AsyncGenerator<Hop> {
  const bucket = await seen('stage', () => ports.bucket());
  yield bucket.hop((name) => `its functions respond; the bucket is ${name}`);
  if (bucket.value === undefined) return;
  const before = await seen('domain', () => ports.state());
  yield before.hop(() => 'the inspect function reads the indices, and knows the queues');
  if (before.value === undefined) return;
  yield await provisioned(ports);
  const { value: name } = bucket;
  const dropped = await seen('bucket', () => ports.drop(name, key, body).then(() => true));
  yield dropped.hop(() => `${key}, ${counted(LINES, 'line')}, is in it`);
  if (dropped.value === undefined) return;
  const { file, seconds } = await waitFor(ports, key, waitMillis);
  if (file === undefined || !isWhole(file)) {
    yield await culprit(ports, before.value, file, key);
    return;
  }
  yield { name: 'queue', isSound: true, says: 'S3 announced the file, and the ingest function was called' };
  yield { name: 'ingest', isSound: true, says: `it produced ${counted(file.lines, 'line')}` };
  yield { name: 'topic', isSound: true, says: 'the event source read them, and called the indexer' };
  yield { name: 'index', isSound: true, says: `all are documents, at most ${seconds} s after the drop` };
  const left = await seen('cleanup', () => ports.forget(file.fileId));
  yield left.value === undefined || left.value === 0
    ? left.hop(() => 'the file and everything about it is deleted')
    : {
        name: 'cleanup',
        isSound: false,
        says: `${counted(left.value, 'thing')} of it is left: npx kafkainsight forget ${key}`,
      };
}

async function provisioned(ports: DoctorPorts): Promise<Hop> {
  const report = await seen('dashboards', () => ports.provision());
  const failed = Object.entries(report.value ?? {}).filter(
    ([, outcome]) => !/^(?:created|updated|unchanged)$/.test(outcome),
  );
  if (failed.length > 0) {
    const list = failed.map(([thing, outcome]) => `${thing}: ${outcome}`).join(', ');
    return { name: 'dashboards', isSound: false, says: `${list}. See docs/runbook.md, "Provisioning failed"` };
  }
  if (report.value !== undefined && !('dashboards' in report.value))
    return {
      name: 'dashboards',
      isSound: false,
      says: 'provisioning does not mention dashboards: is its DASHBOARDS_URL set?',
    };
  return report.hop((things) => `provisioned, with ${counted(Object.keys(things).length - 1, 'other thing')}`);
}

async function waitFor(
  ports: DoctorPorts,
  key: string,
  waitMillis: number,
): Promise<{ readonly file: FileState | undefined; readonly seconds: number }> {
  for (let waited = 0; ; waited += POLL_MILLIS) {
    const file = await ports.file(key);
    if ((file !== undefined && isWhole(file)) || waited >= waitMillis)
      return { file, seconds: Math.ceil(waited / 1000) };
    await ports.sleep(POLL_MILLIS);
  }
}

function isWhole({ lines, documents, settling }: FileState): boolean {
  return !settling && lines === LINES && documents === lines;
}

/** The hop at which the file is, by what the stage says of itself before and after. */
async function culprit(ports: DoctorPorts, before: StageState, file: FileState | undefined, key: string): Promise<Hop> {
  const later = `. Once that is fixed: npx kafkainsight forget ${key}, with --wait and --stage`;
  const fails = (name: Hop['name'], what: string, section: string): Hop => ({
    ...{ name, isSound: false },
    says: `${what}. See docs/runbook.md, "${section}"${later}`,
  });
  const now = await ports.state();
  if (now.queues.givenUp > before.queues.givenUp)
    return fails('ingest', 'the message of the file is in the dead-letter queue', 'Files given up');
  if ((file?.deadLetters ?? 0) > 0 || now.indices.deadLetters > before.indices.deadLetters)
    return fails('index', 'lines became dead letters', 'Dead letters');
  if (file !== undefined) {
    const { documents, lines } = file;
    return fails(
      'index',
      `${documents} of ${counted(lines, 'line')} are documents`,
      'Records are retried again and again',
    );
  }
  if (now.queues.waiting > 0)
    return fails(
      'ingest',
      `${counted(now.queues.waiting, 'message')} in the queue, and the ingest function reads none, or fails`,
      'Files wait',
    );
  const lag = await ports.lag();
  if (lag !== undefined && lag > 0)
    return fails('topic', `${counted(lag, 'record')} on the topic, which nobody reads`, 'Nothing reads the topic');
  return fails(
    'queue',
    'the file is in no ledger, and no message waits: S3 did not announce it, or its records are lost',
    'Lines are missing',
  );
}

/** Does it, and says of an error what failed. */
async function seen<Value>(
  name: Hop['name'],
  ask: () => Promise<Value>,
): Promise<{ readonly value: Value | undefined; hop(says: (value: Value) => string): Hop }> {
  try {
    const value = await ask();
    return { value, hop: (says) => ({ name, isSound: true, says: says(value) }) };
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return { value: undefined, hop: () => ({ name, isSound: false, says }) };
  }
}
