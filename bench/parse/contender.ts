import type { Measurement } from '../measurement.ts';
import { note, type Run } from '../run.ts';

/** A program that takes part in a comparison. */
export interface Contender {
  /** What is known of its measurement before. */
  readonly measurement: Omit<Measurement, 'samples'>;
  /** Runs it once: some samples, and what is to be said of them. */
  measure(): Promise<{ readonly samples: readonly number[]; readonly said: Partial<Measurement> }>;
}

const TURNS = 5;

/** Lets contenders run in turns, every other time in the other order: a machine that gets faster meanwhile does so for all. */
export async function noteInTurns(run: Run, contenders: readonly Contender[], turns = TURNS): Promise<void> {
  const results = new Map(contenders.map((contender) => [contender, { samples: [] as number[], said: {} }]));
  for (let turn = 0; turn < turns; turn++) {
    for (const contender of turn % 2 === 0 ? contenders : contenders.toReversed()) {
      const { samples, said } = await contender.measure();
      const result = results.get(contender);
      result?.samples.push(...samples);
      Object.assign(result?.said ?? {}, said);
    }
  }
  for (const [{ measurement }, { samples, said }] of results) note(run, { ...measurement, ...said, samples });
}
