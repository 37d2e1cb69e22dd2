import type { Run } from '../run.ts';
import type { BenchServers } from './servers.ts';

/** A part of the benchmarks. */
export interface BenchStage {
  /** A sentence: what is measured against what. */
  readonly about: string;
  /** About how long it takes on two cores. */
  readonly minutes: number;
  /** A file of its own in which its newest whole result is kept, for the documentation. */
  readonly keptIn?: string;
  /** What is in the way, where a target is not reached. */
  readonly obstacle?: string;
  /** Notes its measurements in the run. */
  measure(run: Run, servers: BenchServers): Promise<void>;
}
