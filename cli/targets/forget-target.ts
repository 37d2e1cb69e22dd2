import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { refreshAll } from '../../adapters/search/counts.ts';
import { forgetFunctionName, INDEX_GROUP } from '../../core/names.ts';
import { counted } from '../../core/wording.ts';
import { readForgetEnvironment } from '../../lambdas/forget/environment.ts';
import { answerTo, type ForgetEvent, forgetPorts } from '../../lambdas/forget/forget.ts';
import { readRunFile } from '../../local/runner/run-file.ts';
import { type Connection, connectionOptions, withConnection } from './connection.ts';
import { INBOX_FOLDER } from './locations.ts';
import { askFunction, checkStage, readStageLag, stageOptions } from './stage.ts';

/** Where to forget: here, or in a stage. */
export interface ForgetTarget {
  ask<const Schema extends v.GenericSchema>(event: ForgetEvent, schema: Schema): Promise<v.InferOutput<Schema>>;
  /**
   * Returns why something may still be on the topic; `undefined` where nothing is.
   *
   * @param producedMillis when the last of it was produced; absent where unknown
   */
  lag(producedMillis: number | undefined): Promise<string | undefined>;
  /** Waits until everything now on the topic has been read. */
  passTopic(): Promise<void>;
  /** The watched folder, from which files are copied to the bucket; absent where there is none. */
  readonly inboxFolder?: string;
}

/** Options that select the target. */
export const targetOptions = { ...stageOptions, ...connectionOptions } as const;

type TargetValues = Parameters<typeof withConnection>[0] & { readonly stage?: string | undefined };

const POLL_MILLIS = 1_000;
const STAGE_POLL_MILLIS = 15_000;
/** CloudWatch's latest value covers five minutes. */
const METRIC_DELAY_MILLIS = 300_000;

/** Runs a command's work on the target that its options select. Errors: those of {@link withConnection} and of {@link askFunction}. */
export async function withTarget<Result>(
  values: TargetValues,
  use: (target: ForgetTarget) => Promise<Result>,
): Promise<Result> {
  if (values.stage !== undefined) return use(stageTarget(values.stage));
  const inboxFolder = readRunFile(values.data)?.inbox ?? INBOX_FOLDER;
  return withConnection(values, (connection) => use({ ...localTarget(connection), inboxFolder }));
}

function localTarget({ environment, engine, topic }: Connection): ForgetTarget {
  const ports = forgetPorts(readForgetEnvironment(environment), { engine });
  return {
    async ask(event, schema) {
      await refreshAll(engine);
      return v.parse(schema, await answerTo(ports, event, Infinity));
    },
    async lag() {
      const lag = (await topic.progress(INDEX_GROUP)).reduce((sum, partition) => sum + partition.lag, 0n);
      return lag === 0n ? undefined : `The topic holds ${counted(Number(lag), 'record')} not indexed yet`;
    },
    async passTopic() {
      const marks = new Map((await topic.progress(INDEX_GROUP)).map(({ partition, high }) => [partition, high]));
      const isPassed = async (): Promise<boolean> =>
        (await topic.progress(INDEX_GROUP)).every(
          ({ partition, high, lag }) => lag === 0n || high - lag >= (marks.get(partition) ?? 0n),
        );
      while (!(await isPassed())) await sleep(POLL_MILLIS);
    },
  };
}

function stageTarget(stage: string): ForgetTarget {
  checkStage(stage);
  const lag = async (producedMillis?: number): Promise<string | undefined> => {
    const knownMillis = Date.now() - METRIC_DELAY_MILLIS;
    if (producedMillis !== undefined && producedMillis > knownMillis) {
      return 'The last part was ingested less than five minutes ago, and CloudWatch says no sooner how far the topic is read';
    }
    const { records = 0, seconds = 0 } = await readStageLag(stage);
    if (records === 0) return undefined;
    // everything that waits is newer than what was asked about
    if (producedMillis !== undefined && knownMillis - seconds * 1000 > producedMillis) return undefined;
    return `The topic held ${counted(records, 'record')} not indexed in the last five minutes`;
  };
  return {
    ask: (event, schema) => askFunction(forgetFunctionName(stage), event, schema),
    lag,
    async passTopic() {
      const producedMillis = Date.now();
      while ((await lag(producedMillis)) !== undefined) await sleep(STAGE_POLL_MILLIS);
    },
  };
}
