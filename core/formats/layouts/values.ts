import type { FormatContext } from '../format.ts';

/** Where the values of a line are, found again for each line. */
export interface Values {
  /** Where the layout ends: before the end of the line only where the line may continue. */
  readonly restStart: number;
  /** Finds all values of the line; why it is not of the layout, where they are not there. */
  locate(bytes: Buffer, start: number, end: number, context: FormatContext): string | undefined;
  startOf(index: number): number;
  endOf(index: number): number;
  /** Whether nothing is there: no byte, or `-`. */
  isAbsent(bytes: Buffer, index: number): boolean;
}
