import type { Context } from 'aws-lambda';
import type { Environment } from '../../adapters/environment-variables.ts';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { createQueueDepth } from '../../adapters/sqs/queue-depth.ts';
import { documentOptionsLoader } from '../document-environment.ts';
import { createLog, type Log } from '../log.ts';
import type { DeletedAnswer, FilesAnswer, RepairedAnswer, UserAnswer } from './answer.ts';
import { type ForgetConfiguration, readForgetEnvironment } from './environment.ts';
import { eraseUser, surveyUser } from './erase-user.ts';
import { forgetFile } from './forget-file.ts';
import type { ForgetPorts } from './ports.ts';
import { deleteCopies, deleteStates } from './repair.ts';
import { surveyFiles } from './survey.ts';

/** The requests of an invocation. */
export type ForgetEvent =
  /** What exists of the files of a key, of one file, or of a person. Changes nothing. */
  | { readonly question: 'survey'; readonly key: string }
  | { readonly question: 'survey'; readonly fileId: string }
  | { readonly question: 'survey'; readonly user: string }
  /** Deletes what existed of a file, or of a person, at a time, epoch milliseconds. */
  | {
      readonly question: 'forget';
      readonly fileId: string;
      readonly keepObject: boolean;
      readonly untilMillis: number;
    }
  | { readonly question: 'forget'; readonly user: string; readonly untilMillis: number }
  /** Deletes a file's copies (documents that are in several indices, all but the newest) or the states of its parts. */
  | { readonly question: 'repair'; readonly what: 'copies' | 'states'; readonly fileId: string };

export type ForgetAnswer = FilesAnswer | UserAnswer | DeletedAnswer | RepairedAnswer;

/** Replacements for the adapters of the real servers. */
export interface ForgetOverrides {
  readonly engine?: ForgetPorts['engine'];
  readonly store?: ForgetPorts['store'];
  readonly waiting?: ForgetPorts['waiting'];
  readonly log?: Log;
}

/** Time kept back for checking that nothing is left. */
const RESERVE_MILLIS = 60_000;

/**
 * Creates the function that deletes a file, or the data of a person. Whoever may invoke it may delete. It logs the request, but never a
 * name.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID naming all problems of the environment
 */
export function createForgetHandler(
  environment: Environment,
  overrides: ForgetOverrides = {},
): (event: ForgetEvent, context: Context) => Promise<ForgetAnswer> {
  const ports = forgetPorts(readForgetEnvironment(environment), overrides);
  const log = overrides.log ?? createLog('forget');
  return async (event, context) => {
    log.begin(context);
    const answer = await answerTo(ports, event, Date.now() + context.getRemainingTimeInMillis() - RESERVE_MILLIS);
    log.info('answered', {
      question: event.question,
      ...('fileId' in event ? { file: event.fileId } : {}),
      ...('isDone' in answer ? { isDone: answer.isDone } : {}),
    });
    return answer;
  };
}

/** The function's ports, from its configuration. */
export function forgetPorts(
  { aws, bucket, documents, queueUrl, search }: ForgetConfiguration,
  overrides: Pick<ForgetOverrides, 'engine' | 'store' | 'waiting'> = {},
): ForgetPorts {
  const depth = createQueueDepth(aws);
  const options = documentOptionsLoader(documents, aws);
  return {
    bucket,
    engine: overrides.engine ?? createSearchEngine(search),
    store: overrides.store ?? createObjectStore(aws),
    waiting: overrides.waiting ?? (() => depth(queueUrl)),
    pseudonymKey: async () => (await options()).pseudonymKey,
  };
}

/**
 * Handles one request. Errors: those of the ports.
 *
 * @param deadlineMillis when to stop deleting, epoch milliseconds
 */
export async function answerTo(ports: ForgetPorts, event: ForgetEvent, deadlineMillis: number): Promise<ForgetAnswer> {
  if (event.question === 'survey') {
    return 'user' in event ? surveyUser(ports, event.user) : surveyFiles(ports, event);
  }
  if (event.question === 'repair') {
    const { fileId, what } = event;
    return what === 'states' ? deleteStates(ports, fileId) : deleteCopies(ports, { fileId, deadlineMillis });
  }
  const limits = { untilMillis: event.untilMillis, deadlineMillis };
  if ('user' in event) return eraseUser(ports, { ...limits, user: event.user });
  return forgetFile(ports, { ...limits, fileId: event.fileId, keepObject: event.keepObject });
}
