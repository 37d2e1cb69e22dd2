import { fileFields, type LogField, logFields } from '../fields.ts';
import { type Dataset, UNPARSED_DATASET } from '../names.ts';
import { indexName, type IndexScheme } from './index-names.ts';

/**
 * Datasets whose indices keep no copy of their documents where the engine can make it again from the values that are indexed (OpenSearch's
 * derived source): those of which few documents hold what it cannot, an object of any keys or a value longer than a term.
 */
export const derivedDatasets: ReadonlySet<string> = new Set<Dataset>([
  'apache.access',
  'apache.error',
  'syslog',
  'text',
  UNPARSED_DATASET,
]);

/** From this version on OpenSearch's derived source was tried; earlier ones refuse its setting (before 3.2), or may not do what is needed. */
const DERIVED_SOURCE_SINCE = [3, 5] as const;

/** Whether a version of OpenSearch, such as `3.5.0`, keeps no copies of documents in the indices that can do without. */
export function isDerivingVersion(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [sinceMajor, sinceMinor] = DERIVED_SOURCE_SINCE;
  return major > sinceMajor || (major === sinceMajor && minor >= sinceMinor);
}

/** Lucene's longest term. Texts are cut into words, and may be as long as they like. */
export const MAX_TERM_BYTES = 32_766;

/** The fields of such an index: none whose values cannot be given back. */
export const derivedFields: readonly LogField[] = (Object.keys(logFields) as LogField[]).filter(
  (name) => logFields[name] !== 'flattened' && name !== 'kafkainsight.stored',
);

/** What is never indexed need not be given back. */
const derivable: ReadonlySet<string> = new Set([...derivedFields, ...Object.keys(fileFields)]);

/** Whether all of a document can be given back by an index that keeps no copy: by the names of its fields. */
export function areDerivable(names: Iterable<string>): boolean {
  for (const name of names) if (!derivable.has(name)) return false;
  return true;
}

/** What decides on a document's index. */
export interface Placed {
  readonly dataset: string;
  /** `@timestamp`, epoch milliseconds. */
  readonly timeMillis: number;
  /** Epoch milliseconds, see {@link indexName}. */
  readonly modifiedMillis: number;
  /** Whether all of its fields, see {@link areDerivable}, and none longer than a term but texts. */
  readonly isDerivable: boolean;
}

/** The dataset, as it is in an index's name, of documents that an index without a copy could not give back. No dataset begins so. */
export function storedDataset(dataset: string): string {
  return `_${dataset}`;
}

/** The index of a document: see {@link indexName}, and a separate one for documents of a dataset that cannot be derived. */
export function logIndex({ dataset, timeMillis, modifiedMillis, isDerivable }: Placed, scheme: IndexScheme): string {
  const isStored = derivedDatasets.has(dataset) && !isDerivable;
  return indexName(isStored ? storedDataset(dataset) : dataset, timeMillis, modifiedMillis, scheme);
}
