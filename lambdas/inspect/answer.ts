import type { IndexCounts } from '../../adapters/search/counts.ts';
import { answerRoom } from '../answer-room.ts';
import type { Report } from './check.ts';

/** The response to a comparison: as much of the report as fits into a response, and how much there was. */
export interface ReconcileAnswer extends Report {
  readonly fileCount: number;
  readonly differenceCount: number;
}

/** The response to the question about the state of the pipeline. */
export interface StatusAnswer {
  readonly indices: IndexCounts;
  /** Messages of the queue and of the dead-letter queue. */
  readonly queues: { readonly waiting: number; readonly givenUp: number };
}

/** The response to the question where things are, for commands that read the bucket or write to the queue. */
export interface PlacesAnswer {
  readonly bucket: string;
  readonly queueUrl: string;
}

/**
 * Limits a report to a size in JSON, what matters most first: differences, then the files that differ, then the others.
 *
 * @param maxBytes of the lists' items; counts and brackets are on top. Default: what Lambda allows
 */
export function boundedAnswer({ files, differences, notCompared }: Report, maxBytes?: number): ReconcileAnswer {
  const fits = answerRoom(maxBytes);
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
