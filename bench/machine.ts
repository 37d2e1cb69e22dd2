import { cpus, loadavg, totalmem } from 'node:os';
import versions from '../lib/versions.json' with { type: 'json' };

/** Where and when a run was made. */
export interface Machine {
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly node: string;
  readonly v8: string;
  readonly kafka: string;
  readonly openSearch: string;
  /** Processes that wanted to run in the minute before: over 0, something else was running. */
  readonly loadAtStart: number;
}

/** The machine as it is now. */
export function thisMachine(): Machine {
  const [first] = cpus();
  return {
    date: new Date().toISOString().slice(0, 'yyyy-mm-dd'.length),
    processor: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 1024 ** 3),
    node: process.versions.node,
    v8: process.versions.v8,
    kafka: versions.kafka,
    openSearch: versions.openSearch,
    loadAtStart: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  };
}
