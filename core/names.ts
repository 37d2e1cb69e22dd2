import { type FormatDataset, formatDatasets } from './format-table.ts';

/**
 * The form of what is kept: ids, indices, the ledger, messages. Raised where data of an earlier form cannot stay next to new data; such data is
 * refused, never converted.
 */
export const DATA_FORM = 3;

/** The topic that every log record goes through. */
export const LOG_TOPIC = 'kafkainsight.logs';

/** The consumer group of the index function. */
export const INDEX_GROUP = 'kafkainsight-index';

/** The record header by which our own records are known; its value is a {@link RecordKind}. */
export const KIND_HEADER = 'kafkainsight';

/** What one of our own records holds: a log document, or a ledger entry. */
export type RecordKind = 'log' | 'ledger';

/** Index name prefix of log documents: `kafkainsight-logs-<dataset>-<period>`. */
export const LOG_INDEX_PREFIX = 'kafkainsight-logs-';
export const LEDGER_INDEX = 'kafkainsight-ledger';
export const DEAD_LETTER_INDEX = 'kafkainsight-dead-letters';
/** What the findings function writes: findings, their cases, and the tallies that it judges by, with how far it judged. */
export const FINDING_INDEX = 'kafkainsight-findings';
export const CASE_INDEX = 'kafkainsight-cases';
export const BASELINE_INDEX = 'kafkainsight-baselines';
/** And the visits that it counts. */
export const VISIT_INDEX = 'kafkainsight-visits';
/** `event.dataset` of what is in it. */
export const VISIT_DATASET = 'kafkainsight.visit';

/** `event.dataset` of cases, which are in {@link CASE_INDEX}, as is what somebody has muted. */
export const CASE_DATASET = 'kafkainsight.case';

/** Key prefixes of the bucket. Only the first two trigger the ingest function. */
export const INBOX_PREFIX = 'inbox/';
export const REPLAY_PREFIX = 'replay/';
export const DEAD_LETTER_PREFIX = 'dead-letters/';
/** Member of an S3 event of our own that requests all of the object, whatever was produced of it before. */
export const WHOLE_EVENT = 'kafkainsightWhole';
/** What is kept of each part of a file, so that of a file that grew only what is new is produced. */
export const STATE_PREFIX = 'state/';
/** Where replay moves the dead letters that it has copied. */
export const ARCHIVE_PREFIX = 'replayed/';

/** `event.dataset` of a line that no format reads: it follows from the line alone, never from what else is in its file. */
export const UNPARSED_DATASET = 'unparsed';

/** One of {@link datasets}. */
export type Dataset = FormatDataset | typeof UNPARSED_DATASET;

/** The datasets of lines when the source's configuration names none. */
export const datasets: readonly Dataset[] = [...formatDatasets, UNPARSED_DATASET];

/** `event.dataset` of the ledger's entries, which are in {@link LEDGER_INDEX}. */
export const LEDGER_DATASET = 'kafkainsight.ledger';

/** `event.dataset` of what the ledger keeps of a file that was forgotten, see core/ledger/erasures.ts. */
export const FORGOTTEN_DATASET = 'kafkainsight.forgotten';

/** `event.dataset` of what the ledger keeps of documents of a part that were erased. */
export const ERASED_DATASET = 'kafkainsight.erased';

/** `event.dataset` of dead letters, which are in {@link DEAD_LETTER_INDEX}. */
export const DEAD_LETTER_DATASET = 'kafkainsight.dead_letter';

/** A dataset name is part of an index name: lower-case letters, digits, `_` and `.`; at most 64 characters. */
export const DATASET_PATTERN = /^[a-z][a-z0-9_.]{0,63}$/;

/** Name of the function that compares what was ingested with what is indexed, by which commands find it in an account. */
export function inspectFunctionName(stage: string): string {
  return `kafkainsight-${stage}-inspect`;
}

/** Name of the function that deletes on request: a separate one, so that permission to compare does not include deleting. */
export function forgetFunctionName(stage: string): string {
  return `kafkainsight-${stage}-forget`;
}

/** Name of the function that judges the logs, by which commands find it. */
export function findingsFunctionName(stage: string): string {
  return `kafkainsight-${stage}-findings`;
}

/** Name of the function that provisions the search engine, and may do so again at any time. */
export function provisionFunctionName(stage: string): string {
  return `kafkainsight-${stage}-provision`;
}

/** Name of the Kafka cluster of a stage, under which CloudWatch knows its metrics. */
export function kafkaClusterName(stage: string): string {
  return `kafkainsight-${stage}`;
}
