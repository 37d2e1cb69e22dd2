import { type Measurement, medianSample, ratio } from '../measurement.ts';

/** How a measurement compares with another, or with its target. */
export interface Judgement {
  /** The floor, the peer, or the unit of an aim. */
  readonly against: string;
  /** The ratio within the turns of the run; of an aim, the median itself. */
  readonly value: number;
  /** Absent where nothing was promised. */
  readonly target?: { readonly bound: 'at least' | 'at most'; readonly value: number; readonly reached: boolean };
}

/** All that is to be said of a measurement: of its floor, its best peer, its aim. What was not measured is left out. */
export function judgementsOf(measurement: Measurement, all: readonly Measurement[]): Judgement[] {
  const { name, unit, better, floor, target, peerTarget, aim, samples } = measurement;
  const value = medianSample(samples);
  const judgements: Judgement[] = [];
  const floorOf = all.find((other) => other.name === floor);
  if (floorOf !== undefined) {
    const bound = better === 'more' ? 'at least' : 'at most';
    judgements.push(judge(floorOf.name, ratio(samples, floorOf.samples), bound, target));
  }
  const peers = all.filter(({ peerOf }) => peerOf === name);
  const [best] = peers.toSorted((one, other) => medianSample(other.samples) - medianSample(one.samples));
  if (best !== undefined) judgements.push(judge(best.name, ratio(samples, best.samples), 'at least', peerTarget));
  if (aim !== undefined) judgements.push(judge(unit, value, 'at most', aim));
  return judgements;
}

function judge(against: string, value: number, bound: 'at least' | 'at most', target: number | undefined): Judgement {
  if (target === undefined) return { against, value };
  const reached = bound === 'at least' ? value >= target : value <= target;
  return { against, value, target: { bound, value: target, reached } };
}
