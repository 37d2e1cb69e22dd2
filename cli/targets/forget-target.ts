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

/** Where something is forgotten: here, or in a stage. */
export interface ForgetTarget {
  ask<const Schema extends v.GenericSchema>(event: ForgetEvent, schema: Schema): Promise<v.InferOutput<Schema>>;
  /**
   * Says why something may be on the topic still; `undefined` where nothing is.
   *
   * @param producedMillis when the last of it was produced; absent where that is not known
   */
  lag(producedMillis: number | undefined): Promise<string | undefined>;
  /** Waits until no record of before now is on the topic. */
  passTopic(): Promise<void>;
  /** The folder from which files come into the bucket; absent where none is watched. */
  readonly inboxFolder?: string;
}

/** Options that say where. */
export const targetOptions = { ...stageOptions, ...connectionOptions } as const;

type TargetValues = Parameters<typeof withConnection>[0] & { readonly stage?: string | undefined };

const POLL_MILLIS = 1_000;
const STAGE_POLL_MILLIS = 15_000;
/** CloudWatch is asked for the latest five minutes. */
const METRIC_DELAY_MILLIS = 300_000;

/** Lets a command work where its options say. Errors: those of {@link withConnection} and of {@link askFunction}. */
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
    // what waits is younger than what is asked about
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
