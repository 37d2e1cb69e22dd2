import { basename, relative, resolve, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { refreshAll } from '../../adapters/search/counts.ts';
import { isTransient, KafkaInsightError } from '../../core/errors.ts';
import { fileId } from '../../core/files/file-id.ts';
import type { IdKey } from '../../core/files/id-key.ts';
import { type Source, sourceOf } from '../../core/files/sources.ts';
import { INBOX_PREFIX, INDEX_GROUP } from '../../core/names.ts';
import { counted, grouped } from '../../core/wording.ts';
import { LOCAL_BUCKET, WORK_QUEUE } from '../store/store.ts';
import { countLines } from './count-lines.ts';
import { countFiles, type FileCounts } from './counts.ts';
import type { Pipeline } from './pipeline.ts';
import { uploadFile } from './take.ts';
import { readUploads, type UploadedFile, type UploadProgress } from './uploads.ts';

/** A file to process, and the result of reading it plainly. */
export interface PlannedFile {
  readonly path: string;
  /** Its key in the bucket. */
  readonly key: string;
  readonly id: string;
  readonly lines: number;
  /** Each should become a document; see {@link LineCount}. */
  readonly events: number;
  /** Why reading a compressed file plainly ends too early. */
  readonly broken?: string;
  /** Why the file, or the rest of it, is not read: it is not text, or its compression is not supported. */
  readonly refused?: string;
}

/** The outcome of a file. */
export interface FileResult extends FileCounts {
  readonly file: PlannedFile;
  /** Progress of the uploaded content; absent before the upload. */
  readonly own?: UploadProgress;
  /** From its upload until its last document was indexed; absent where that never happened. */
  readonly seconds?: number;
}

const NOTHING: FileCounts = { documents: 0, unparsed: 0, untimed: 0, deadLetters: 0, parts: 0, breaks: [] };
const NO_COUNTS = 'The search engine has not said for two minutes what it holds. Look at its log, and try again.';
const LOOK_MILLIS = 500;
/** After this long without any progress, none is expected. */
const STUCK_MILLIS = 120_000;

/** What a file's id and events depend on in addition to its content. */
interface Planning {
  /** Where ids are secret. */
  readonly idKey?: IdKey;
  readonly sources?: readonly Source[];
}

/**
 * Reads the files plainly before anything is started, so that every wrong name is reported at once. Errors: FILE_NOT_FOUND,
 * FILE_UNREADABLE, USAGE_INVALID where two would have the same key. With several problems, the code is that of the first.
 */
export async function planFiles(
  paths: readonly string[],
  inboxFolder: string,
  planning: Planning = {},
): Promise<readonly PlannedFile[]> {
  const files: PlannedFile[] = [];
  const problems: KafkaInsightError[] = [];
  for (const path of paths) {
    try {
      files.push(await planFile(path, keyOf(path, inboxFolder), files, planning));
    } catch (error) {
      if (!(error instanceof KafkaInsightError)) throw error;
      problems.push(error);
    }
  }
  const [first] = problems;
  if (first === undefined) return files;
  if (problems.length === 1) throw first;
  throw new KafkaInsightError(first.code, problems.map(({ message }) => `- ${message}`).join('\n'), { cause: first });
}

async function planFile(
  path: string,
  key: string,
  others: readonly PlannedFile[],
  { idKey, sources = [] }: Planning,
): Promise<PlannedFile> {
  const other = others.find((file) => file.key === key);
  if (other) {
    throw new KafkaInsightError(
      'USAGE_INVALID',
      `${path} and ${other.path} have the same name, and would be one object of the bucket. Rename one of them, process them one after the other, or put them into subfolders of local/inbox/.`,
    );
  }
  const source = sourceOf(sources, key.slice(INBOX_PREFIX.length));
  const { beginning, ...counted } = await countLines(path, source);
  return { path, key, id: fileId(LOCAL_BUCKET, key, beginning, idKey), ...counted };
}

/** The key of a local file: for a file in the inbox folder the key that it has there, for any other its name. */
export function keyOf(path: string, inboxFolder: string): string {
  const below = relative(resolve(inboxFolder), resolve(path));
  const isInInbox = below !== '' && !below.startsWith(`..${sep}`) && below !== '..' && resolve(below) !== below;
  return INBOX_PREFIX + (isInInbox ? below.replaceAll(sep, '/') : basename(path));
}

/**
 * Puts the files into the bucket and waits until nothing of them is in flight, or until there was no progress for two minutes. Errors:
 * those of the upload, of the search engine, and of the signal.
 */
export async function processFiles(
  pipeline: Pick<Pipeline, 'store' | 'engine' | 'topic'>,
  files: readonly PlannedFile[],
  onProgress: (text: string) => void,
  signal: AbortSignal,
): Promise<readonly FileResult[]> {
  const earlierRecords = await lagOf(pipeline);
  const upload = startUpload(pipeline, files, signal);
  const ended = new Map<string, number>();
  const isStuck = stuckWatch();
  for (;;) {
    await Promise.race([sleep(LOOK_MILLIS, undefined, { signal }), upload.failure]);
    // The order matters: what has left the queue is on the topic, and what has left the topic is in the index.
    const waiting = messagesIn(pipeline, WORK_QUEUE);
    const isUploaded = upload.started.size === files.length && upload.isDone();
    const lag = await lagOf(pipeline);
    const isIdle = isUploaded && waiting === 0;
    const results = await countResults(pipeline, files, upload.stored, isIdle && lag === 0);
    if (results === undefined) {
      if (isStuck('no counts')) throw new KafkaInsightError('SEARCH_UNAVAILABLE', NO_COUNTS);
      continue;
    }
    for (const result of results) {
      const { id } = result.file;
      if (isWhole(result) && !ended.has(id)) ended.set(id, performance.now());
    }
    onProgress(progressText(results, lag, earlierRecords));
    const documents = results.reduce((sum, { own }) => sum + (own?.indexed ?? 0), 0);
    const isDone = isIdle && (lag === 0 || results.every(isWhole));
    if (!isDone && !isStuck(`${waiting} ${lag} ${documents}`)) continue;
    return results.map((result) => withSeconds(result, upload.started, ended));
  }
}

interface Upload {
  /** When the upload of each file began, milliseconds of `performance`, by the file's id. */
  readonly started: ReadonlyMap<string, number>;
  /** What was stored, by the file's id. */
  readonly stored: ReadonlyMap<string, UploadedFile>;
  isDone(): boolean;
  /** Rejects where a file cannot be uploaded; never resolves. */
  readonly failure: Promise<never>;
}

function startUpload({ store }: Pick<Pipeline, 'store'>, files: readonly PlannedFile[], signal: AbortSignal): Upload {
  const started = new Map<string, number>();
  const stored = new Map<string, UploadedFile>();
  let done = false;
  const work = async (): Promise<void> => {
    for (const { path, key, id } of files) {
      signal.throwIfAborted();
      started.set(id, performance.now());
      const { storedMillis } = await uploadFile(store.objects, path, key);
      stored.set(id, { id, key, storedMillis });
    }
    done = true;
  };
  const failure = new Promise<never>((_resolve, reject) => {
    work().catch(reject);
  });
  return { started, stored, isDone: () => done, failure };
}

/** Undefined while the search engine cannot say, because it is creating an index or busy. */
async function countResults(
  { engine }: Pick<Pipeline, 'engine'>,
  files: readonly PlannedFile[],
  stored: ReadonlyMap<string, UploadedFile>,
  afterRefresh: boolean,
): Promise<readonly FileResult[] | undefined> {
  try {
    if (afterRefresh) await refreshAll(engine);
    const counts = await countFiles(
      engine,
      files.map(({ id }) => id),
    );
    const uploads = await readUploads(engine, [...stored.values()]);
    return files.map((file) => {
      const own = uploads.get(file.id);
      return { file, ...(counts.get(file.id) ?? NOTHING), ...(own !== undefined && { own }) };
    });
  } catch (error) {
    if (error instanceof KafkaInsightError && isTransient(error.code)) return undefined;
    throw error;
  }
}

/** Documents of an earlier content, even with as many lines, say nothing about this one. */
function isWhole({ file, documents, own }: FileResult): boolean {
  return own?.isRead === true && own.indexed >= own.produced && documents >= file.events;
}

/**
 * The progress of the files. If an earlier run was stopped, its records are on the topic too: there may be more of them than missing
 * lines, and they overwrite existing documents.
 */
export function progressText(results: readonly FileResult[], lag: number, earlierRecords: number): string {
  const events = results.reduce((sum, { file }) => sum + file.events, 0);
  const indexed = results.reduce((sum, { file, documents }) => sum + Math.min(documents, file.events), 0);
  const waiting = Number.isFinite(lag) ? grouped(lag) : 'unknown';
  const earlier = earlierRecords > 0 && lag > 0 ? ', those of an earlier run included' : '';
  return `${grouped(indexed)} of ${counted(events, 'line')} in the index; records waiting on the topic: ${waiting}${earlier}`;
}

/** Messages in a queue, including those being processed. */
export function messagesIn({ store }: Pick<Pipeline, 'store'>, queue: string): number {
  const { visible, notVisible } = store.queues.depth(queue);
  return visible + notVisible;
}

/** Infinity while the brokers do not respond. */
async function lagOf({ topic }: Pick<Pipeline, 'topic'>): Promise<number> {
  try {
    return Number((await topic.progress(INDEX_GROUP)).reduce((sum, { lag }) => sum + lag, 0n));
  } catch {
    return Infinity;
  }
}

function withSeconds(
  result: FileResult,
  startMillis: ReadonlyMap<string, number>,
  endMillis: ReadonlyMap<string, number>,
): FileResult {
  const start = startMillis.get(result.file.id);
  const end = endMillis.get(result.file.id);
  return start === undefined || end === undefined ? result : { ...result, seconds: (end - start) / 1000 };
}

/** Returns a function that checks whether the state has been the same for too long. */
function stuckWatch(): (state: string) => boolean {
  let last = '';
  let sinceMillis = performance.now();
  return (state) => {
    if (state !== last) {
      last = state;
      sinceMillis = performance.now();
    }
    return performance.now() - sinceMillis > STUCK_MILLIS;
  };
}
