/** The CloudWatch namespace of everything that the functions count. */
export const METRIC_NAMESPACE = 'KafkaInsight';

/**
 * What each function counts, or measures: a name that ends with `Seconds` has that unit, all others are counts, whose sum over an
 * hour is how many there were in it. The dimensions are {@link metricDimensions} and no others: CloudWatch charges by the month
 * for each name with each set of their values.
 */
export const metricNames = {
  ingest: {
    /** Lines whose records the topic has acknowledged. */
    linesProduced: 'LinesProduced',
    /** Of these, lines that no format accepts. */
    linesUnparsed: 'LinesUnparsed',
    /** Parts of files that end at a break in their content. */
    partsBroken: 'PartsBroken',
    /** Messages of the queue that come again, or go to the dead-letter queue. */
    messagesHandedBack: 'MessagesHandedBack',
  },
  indexer: {
    /** Records that are in their indices, ledger entries and records of other producers with them. */
    recordsIndexed: 'RecordsIndexed',
    /** Records that the topic delivers again. */
    recordsHandedBack: 'RecordsHandedBack',
    /** Records that the search engine, or the pipeline, rejected permanently. */
    deadLetters: 'DeadLetters',
    /** How long ago the brokers took the oldest record of a batch; it grows while the same batch comes again and again. */
    oldestRecord: 'OldestRecordSeconds',
    /** How often the search engine returned 429, to a whole bulk request or to an item of one. */
    bulkThrottled: 'BulkThrottled',
    /** How often it returned 401 or 403, blocks of writing left out. */
    bulkForbidden: 'BulkForbidden',
  },
  provision: {
    /** Steps that failed, whether or not that failed the deployment. */
    stepsFailed: 'StepsFailed',
  },
  inspect: {
    /** Differences between the lines that were dropped and what is indexed; 0 where all is well. */
    differences: 'Differences',
    /** How full the fullest shard is, in percent of the documents that it can hold. */
    fullestShard: 'FullestShardPercent',
  },
  findings: {
    /** Findings that are new, or changed. */
    findingsOpened: 'FindingsOpened',
    /** Hours of logs that have changed and were not judged, or whose visits were not counted, in time. */
    hoursWaiting: 'HoursWaiting',
    /** Rules, and addresses whose visits were to be counted, that were left out, because there was too much to read. */
    rulesLeftOut: 'RulesLeftOut',
  },
} as const;

/** A function that counts something. */
export type CountingFunction = keyof typeof metricNames;

/** A metric of a function. */
export type MetricName<Name extends CountingFunction> = (typeof metricNames)[Name][keyof (typeof metricNames)[Name]] &
  string;

/** The dimensions of a function's metrics on CloudWatch. `service` is the name that Powertools gives to the function's. */
export function metricDimensions(
  stage: string,
  functionName: CountingFunction,
): { readonly service: string; readonly stage: string } {
  return { service: functionName, stage };
}
