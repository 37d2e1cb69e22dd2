/** A line that proves a finding, and where it is: in a file, or in another producer's topic. */
export interface ProvingLine {
  /** Of its document. */
  readonly id: string;
  readonly index: string;
  /** Epoch milliseconds. */
  readonly timeMillis: number;
  readonly path?: string;
  readonly offset?: number;
  readonly topic?: string;
  readonly partition?: number;
  readonly recordOffset?: number;
}

/** A line that may prove a finding, and who caused it, as far as it says so. */
export interface WitnessLine extends ProvingLine {
  readonly client?: string;
}

/** How many of the lines that prove a finding it names. */
export const PROVING_LINES = 20;
