import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { awsEnvironment } from '../../adapters/aws.ts';
import { readEnvironment } from '../../adapters/environment-variables.ts';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { forgetFunctionName, provisionFunctionName } from '../../core/names.ts';
import { print, safeName } from '../../local/terminal.ts';
import { type Command, numberOption, readArguments, usageError } from '../command.ts';
import { type DoctorPorts, examine, type Hop, markedFile } from '../doctor.ts';
import type { DocumentedOptions, Manual } from '../manual.ts';
import { askFunction, askStage, checkStage, readStageLag } from '../targets/stage.ts';

const options = {
  stage: {
    type: 'string',
    value: 'NAME',
    help: 'The stage in AWS, with the usual AWS_REGION, AWS_PROFILE and so on. Required.',
  },
  wait: {
    type: 'string',
    default: '300',
    value: 'SECONDS',
    help: 'How long the file may take from the bucket to the index.',
  },
} as const satisfies DocumentedOptions;

const manual: Manual = {
  about:
    'Checks a deployed stage end to end: drops a small marked file, follows it through queue, topic and index, provisions the dashboards again if they are not the deployed ones, and says which hop fails and why. At the end it deletes the file and its documents, as `forget` does.',
  usage: ['npx kafkainsight doctor --stage NAME [OPTIONS]'],
  options,
  afterwards: 'Exit codes: 0 every hop works, 1 one does not. It cannot check whether people can sign in.',
};

/** An hour. */
const MAX_WAIT_SECONDS = 3_600;

const placesSchema = v.object({ bucket: v.string() });
const stateSchema = v.object({
  indices: v.object({ deadLetters: v.number() }),
  queues: v.object({ waiting: v.number(), givenUp: v.number() }),
});
const filesSchema = v.object({
  files: v.array(
    v.object({
      fileId: v.string(),
      lines: v.number(),
      documents: v.number(),
      deadLetters: v.number(),
      settling: v.boolean(),
    }),
  ),
});
const surveySchema = v.object({ takenMillis: v.number() });
const deletedSchema = v.object({ isDone: v.boolean(), left: v.array(v.object({ count: v.number() })) });

export const doctor: Command = {
  manual,
  async run(args) {
    const { values } = readArguments(args, options);
    const { stage } = values;
    if (stage === undefined) throw usageError('Name the stage, such as npx kafkainsight doctor --stage dev.');
    checkStage(stage);
    const waitSeconds = numberOption('wait', values.wait, { from: 1, to: MAX_WAIT_SECONDS });
    const file = markedFile(randomBytes(8).toString('hex'), Date.now());
    let isSound = true;
    for await (const hop of examine(portsOf(stage), file, waitSeconds * 1000)) {
      print(lineOf(hop));
      isSound &&= hop.isSound;
    }
    print(isSound ? `The stage ${stage} works.\n` : `The stage ${stage} does not work.\n`);
    return isSound ? 0 : 1;
  },
};

function lineOf({ name, isSound, says }: Hop): string {
  return `${isSound ? 'ok    ' : 'FAILS '} ${name.padEnd(10)} ${safeName(says)}\n`;
}

function portsOf(stage: string): DoctorPorts {
  const forget = forgetFunctionName(stage);
  return {
    bucket: async () => (await askStage(stage, { question: 'places' }, placesSchema)).bucket,
    state: () => askStage(stage, { question: 'status' }, stateSchema),
    provision: () => askFunction(provisionFunctionName(stage), {}, v.record(v.string(), v.string())),
    drop: (bucket, key, body) =>
      createObjectStore(readEnvironment(awsEnvironment, process.env).aws).put(bucket, key, body),
    file: async (key) => (await askStage(stage, { key, settleSeconds: 0 }, filesSchema)).files[0],
    lag: async () => (await readStageLag(stage)).records,
    async forget(fileId) {
      const { takenMillis: untilMillis } = await askFunction(forget, { question: 'survey', fileId }, surveySchema);
      for (;;) {
        const event = { question: 'forget', fileId, keepObject: false, untilMillis };
        const { isDone, left } = await askFunction(forget, event, deletedSchema);
        if (isDone) return left.reduce((sum, { count }) => sum + count, 0);
      }
    },
    sleep: (millis) => sleep(millis),
  };
}
