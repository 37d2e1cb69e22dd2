import { setTimeout as sleep } from 'node:timers/promises';
import { countIndices, type IndexCounts } from '../../adapters/search/counts.ts';
import { isErrorCode, isTransient, KafkaInsightError } from '../../core/errors.ts';
import { INDEX_GROUP } from '../../core/names.ts';
import { counted } from '../../core/wording.ts';
import { safeName } from '../terminal.ts';
import type { FunctionError } from './log-file.ts';
import type { Pipeline } from './pipeline.ts';

/** An answer, or a sentence that says why there is none. */
type Answer<Value> = { readonly value: Value } | { readonly failure: string };

/** The state of a live run. */
export interface LiveStatus {
  readonly counts: Answer<IndexCounts>;
  /** Records in the topic that wait to be indexed. */
  readonly lag: Answer<number>;
  /** Files in the inbox that are not taken yet. */
  readonly waitingFiles: number;
  readonly waitingMessages: number;
  readonly givenUpMessages: number;
  /** The functions' last error, if it is one that they retry. */
  readonly retrying?: { readonly error: FunctionError; readonly secondsAgo: number };
}

/** After this long without a response, a server is reported as not responding. */
const PATIENCE_MILLIS = 5_000;
/** An error that was not repeated for this long is over: the index function's longest pause is shorter. */
const OVER_SECONDS = 20;

/** Asks the search engine and Kafka; each of them may be down. */
export async function askServers({
  engine,
  topic,
}: Pick<Pipeline, 'engine' | 'topic'>): Promise<Pick<LiveStatus, 'counts' | 'lag'>> {
  const title = engine.kind === 'opensearch' ? 'OpenSearch' : 'Elasticsearch';
  const progress = async (): Promise<number> =>
    Number((await topic.progress(INDEX_GROUP)).reduce((sum, partition) => sum + partition.lag, 0n));
  const [counts, lag] = await Promise.all([answerOf(title, countIndices(engine)), answerOf('Kafka', progress())]);
  return { counts, lag };
}

async function answerOf<Value>(title: string, asked: Promise<Value>): Promise<Answer<Value>> {
  const silence = new AbortController();
  const silent = sleep(PATIENCE_MILLIS, { failure: `${title} does not answer` }, { signal: silence.signal });
  const answered = asked.then(
    (value) => ({ value }),
    (error: unknown) => ({
      failure: `${title} does not answer${error instanceof KafkaInsightError ? ` (${error.code})` : ''}`,
    }),
  );
  try {
    return await Promise.race([answered, silent]);
  } finally {
    silence.abort();
    silent.catch(() => undefined);
  }
}

/** One line: current failures, then what is indexed and what waits. */
export function statusLine(status: LiveStatus): string {
  const { counts, lag, retrying } = status;
  const failures = [counts, lag].flatMap((answer) => ('failure' in answer ? [answer.failure] : []));
  const isRetrying = retrying !== undefined && retrying.secondsAgo <= OVER_SECONDS && failures.length === 0;
  return [
    ...failures,
    ...(isRetrying
      ? [`${retrying.error.functionName} failed ${Math.round(retrying.secondsAgo)} s ago: ${retrying.error.code}`]
      : []),
    ...('value' in counts ? countsOf(counts.value) : []),
    `waiting: ${waiting(status)}`,
    ...(status.givenUpMessages === 0 ? [] : [`given up: ${counted(status.givenUpMessages, 'message')}`]),
  ].join(' · ');
}

function countsOf({ documents, unparsed, deadLetters }: IndexCounts): string[] {
  const all = Object.values(documents).reduce((sum, count) => sum + count, 0);
  return [counted(all, 'document'), counted(unparsed, 'unparsed', 'unparsed'), counted(deadLetters, 'dead letter')];
}

/** Only what is not 0: the line has to fit a terminal. */
function waiting({ waitingFiles, waitingMessages, lag }: LiveStatus): string {
  const kinds = [
    { count: waitingFiles, name: 'file' },
    { count: waitingMessages, name: 'message' },
    { count: 'value' in lag ? lag.value : 0, name: 'record' },
  ];
  const some = kinds.filter(({ count }) => count > 0).map(({ count, name }) => counted(count, name));
  return some.length === 0 ? 'nothing' : some.join(', ');
}

/**
 * The message for a function's error when it is logged: a file that cannot be read, or not to its end, with its name. None for what will
 * be retried, which {@link statusLine} shows as long as it lasts.
 */
export function sentenceOf({ code, reason, key }: FunctionError): string | undefined {
  if (key === undefined || !isErrorCode(code) || isTransient(code)) return undefined;
  return `${safeName(key)}: ${code}: ${safeName(reason)}`;
}
