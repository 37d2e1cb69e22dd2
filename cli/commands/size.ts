import { counted, grouped } from '../../core/wording.ts';
import type { Stage } from '../../lib/configuration/stage.ts';
import { stages } from '../../lib/configuration/stages.ts';
import { stageProblems } from '../../lib/configuration/validate.ts';
import { limitedParts, limitsOf } from '../../lib/sizing/capacity.ts';
import { type Cost, estimateStage, totalDollars } from '../../lib/sizing/estimate.ts';
import { PRICES_READ } from '../../lib/sizing/prices.ts';
import { shardPlan } from '../../lib/sizing/shards.ts';
import { sizedFor, type Workload } from '../../lib/sizing/size.ts';
import { table } from '../../local/runner/progress.ts';
import { print, printError } from '../../local/terminal.ts';
import { type Command, numberOption, readArguments, refuseBeside, usageError } from '../command.ts';
import type { DocumentedOptions, Manual } from '../manual.ts';
import { didYouMean } from '../nearest.ts';

const options = {
  'events-per-second': { type: 'string', value: 'N', help: 'The highest sustained rate, 1 to 1000000.' },
  'bytes-per-event': {
    type: 'string',
    value: 'B',
    help: 'Bytes of a logged line, 10 to 100000. Optional with --stage.',
    shownDefault: 'with --stage 200',
  },
  'retention-days': { type: 'string', value: 'D', help: 'Days for which logs stay searchable, 1 to 3650.' },
  stage: { type: 'string', value: 'NAME', help: 'A stage instead of a workload, such as dev.' },
} as const satisfies DocumentedOptions;

const manual: Manual = {
  about:
    'Computes how large a stage on AWS must be, and what it costs: brokers, partitions, pollers, data nodes, volumes, dollars a month. With --stage it says what a stage in lib/configuration/stages.ts can handle and costs. It works offline; prices come from a table.',
  usage: [
    'npx kafkainsight size --events-per-second N --bytes-per-event B --retention-days D',
    'npx kafkainsight size --stage NAME [--bytes-per-event B]',
  ],
  options,
  examples: ['npx kafkainsight size --events-per-second 500 --bytes-per-event 250 --retention-days 30'],
};

type Values = ReturnType<typeof readArguments<typeof options>>['values'];

/** The stage on which a computed size is based. */
const BASE = 'prod';
const BYTES_A_LINE = '200';

export const size: Command = {
  manual,
  run(args) {
    const { values, given } = readArguments(args, options);
    refuseBeside(given, 'stage', ['events-per-second', 'retention-days']);
    const { stage, bytesPerEvent } = values.stage === undefined ? computed(values) : named(values, values.stage);
    print([sizes(stage), carried(stage, bytesPerEvent), costs(stage)].join('\n'));
    const problems = stageProblems(stage);
    if (problems.length === 0) return Promise.resolve(0);
    printError(`\nOne stage cannot handle this:\n${problems.map((problem) => `- ${problem}\n`).join('')}`);
    return Promise.resolve(1);
  },
};

function computed(values: Values): { readonly stage: Stage; readonly bytesPerEvent: number } {
  const workload: Workload = {
    eventsPerSecond: required(values, 'events-per-second', { from: 1, to: 1_000_000 }),
    bytesPerEvent: required(values, 'bytes-per-event', { from: 10, to: 100_000 }),
    retentionDays: required(values, 'retention-days', { from: 1, to: 3650 }),
  };
  return { stage: sizedFor(workload, stageNamed(BASE)), bytesPerEvent: workload.bytesPerEvent };
}

function named(values: Values, name: string): { readonly stage: Stage; readonly bytesPerEvent: number } {
  const withDefault = { ...values, 'bytes-per-event': values['bytes-per-event'] ?? BYTES_A_LINE };
  const bytesPerEvent = required(withDefault, 'bytes-per-event', { from: 10, to: 100_000 });
  return { stage: stageNamed(name), bytesPerEvent };
}

function stageNamed(name: string): Stage {
  const stage = stages.find((one) => one.name === name);
  if (stage !== undefined) return stage;
  const names = stages.map((one) => one.name);
  throw usageError(`There is no stage ${name}.${didYouMean(name, names)} The stages are ${names.join(', ')}.`);
}

function required(
  values: Values,
  name: 'events-per-second' | 'bytes-per-event' | 'retention-days',
  range: { readonly from: number; readonly to: number },
): number {
  const text = values[name];
  if (text === undefined) throw usageError(`--${name} is missing.`);
  return numberOption(name, text, range);
}

function sizes(stage: Stage): string {
  const { kafka, polling, search } = stage;
  const { shards, limit } = shardPlan(stage);
  const storage = kafka.storageGibPerBroker;
  return table([
    ['part', 'size'],
    ['brokers', `${kafka.brokerCount} x ${kafka.instanceType} in ${counted(kafka.zones, 'zone')}`],
    ...(storage === undefined
      ? []
      : [["brokers' volumes", `${kafka.brokerCount} x ${grouped(storage)} GiB, ${kafka.retention}`]]),
    ['partitions', String(kafka.partitions)],
    ['pollers', polling.mode === 'on-demand' ? 'on demand' : `${polling.minimumPollers} to ${polling.maximumPollers}`],
    ['data nodes', `${search.dataNodes} x ${search.dataInstanceType} in ${counted(search.zones, 'zone')}`],
    ["data nodes' volumes", `${search.dataNodes} x ${grouped(search.storageGibPerNode)} GiB, ${search.retention}`],
    ...(search.managers === undefined
      ? []
      : [['cluster managers', `${search.managers.count} x ${search.managers.instanceType}`]]),
    ['indices', `one a ${search.indexPeriod} and dataset, ${counted(search.replicas, 'replica')}`],
    ['shards', `${grouped(shards)} of ${grouped(limit)}`],
  ]);
}

function carried(stage: Stage, bytesPerEvent: number): string {
  const limits = limitsOf(stage, bytesPerEvent);
  const most = grouped(Math.floor(limits.index ?? 0));
  const rows = Object.entries(limitedParts).flatMap(([part, what]) => {
    const limit = limits[part as keyof typeof limitedParts];
    return limit === undefined ? [] : [[what, grouped(Math.floor(limit))]];
  });
  const heading = [`handled by, events of ${grouped(bytesPerEvent)} bytes`, 'events a second'];
  return `${table([heading, ...rows])}More than ${most} a second need several datasets (set dataset in sources), or more primary shards (search.shards of the stage).\n`;
}

function costs(stage: Stage): string {
  const { fixed, perGb, notContained } = estimateStage(stage);
  const rows = (items: readonly Cost[], digits: number): string[][] =>
    items.map(({ what, dollars }) => [what, dollars.toFixed(digits)]);
  return [
    table([['a month', 'dollars'], ...rows(fixed, 2), ['all', totalDollars(fixed).toFixed(2)]]),
    table([['for each GB of logs', 'dollars'], ...rows(perGb, 3), ['all', totalDollars(perGb).toFixed(3)]]),
    `Prices of us-east-1, ${PRICES_READ}. Not included: ${notContained.join('; ')}.\n`,
  ].join('\n');
}
