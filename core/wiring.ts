import { DEFAULT_PART_BYTES } from './limits.ts';

/**
 * How much the functions are given at once where little is to be spent: on one machine, and on the stage `dev`. So what is tried out locally
 * is what is deployed.
 */
export const smallWiring = {
  /** Ingest functions that run at once; Lambda allows no fewer than two for a queue. */
  maxConcurrency: 2,
  /** Where a plain file is split. */
  partBytes: DEFAULT_PART_BYTES,
  /** Records that the index function is given at once. */
  batchSize: 2_000,
} as const;
