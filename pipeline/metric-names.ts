/** The CloudWatch namespace of everything that the functions count. */
export const METRIC_NAMESPACE = 'KafkaInsight';

/**
 * What each function counts. All units are `Count`; what is summed over an hour is how many there were in it. The dimensions are
 * {@link metricDimensions} and no others: CloudWatch charges by the month for each name with each set of their values.
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
  index: {
    /** Records that are in their indices, ledger entries and records of other producers with them. */
    recordsIndexed: 'RecordsIndexed',
    /** Records that the topic delivers again. */
    recordsHandedBack: 'RecordsHandedBack',
    /** Records that the search engine, or the pipeline, refused for ever. */
    deadLetters: 'DeadLetters',
    /** Attempts to index a record, or to make a dead letter searchable, that were answered 429. */
    bulkThrottled: 'BulkThrottled',
    /** The same, answered 401 or 403. */
    bulkForbidden: 'BulkForbidden',
  },
  provision: {
    /** Steps that failed, whether or not that failed the deployment. */
    stepsFailed: 'StepsFailed',
  },
  reconcile: {
    /** Differences between the lines that were dropped and what is indexed; 0 where all is well. */
    differences: 'Differences',
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
