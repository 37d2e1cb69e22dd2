import type { IndexCounts } from '../../adapters/search/counts.ts';
import type { Report } from './check.ts';

/** What the function answers to a comparison: the report, as much of it as an answer holds, and how much there was. */
export interface ReconcileAnswer extends Report {
  readonly fileCount: number;
  readonly differenceCount: number;
}

/** What it answers to the question for the state of the pipeline. */
export interface StatusAnswer {
  readonly indices: IndexCounts;
  /** Messages of the queue and of the dead-letter queue. */
  readonly queues: { readonly waiting: number; readonly givenUp: number };
}

/** What it answers to the question where things are: for commands that read the bucket, or write to the queue. */
export interface PlacesAnswer {
  readonly bucket: string;
  readonly queueUrl: string;
}

/**
 * The report in at most so many bytes of JSON, with what matters more before the rest: differences, then the files that
 * differ, then the others.
 *
 * @param maxBytes of the lists' items; counts and brackets are on top
 */
export function boundedAnswer({ files, differences, notCompared }: Report, maxBytes: number): ReconcileAnswer {
  let leftBytes = maxBytes;
  const fits = (item: object): boolean => (leftBytes -= Buffer.byteLength(JSON.stringify(item)) + 1) >= 0;
  const keptDifferences = differences.filter(fits);
  const differing = files.filter((file) => file.differences.length > 0);
  const others = files.filter((file) => file.differences.length === 0);
  return {
    differences: keptDifferences,
    files: [...differing, ...others].filter(fits),
    fileCount: files.length,
    differenceCount: differences.length,
    notCompared,
  };
}
