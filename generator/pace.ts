import type { Span } from '../core/time/span.ts';
import { createRandom } from './random.ts';
import { rhythm } from './rhythm.ts';
import { isWithin } from './span.ts';

/** What makes a moment more or less busy. */
interface PaceOptions extends Span {
  readonly seed: number;
  /** How many lines there are in all. */
  readonly lines: number;
  /** What scenarios add at a moment, as shares of an average moment. */
  readonly surges: readonly ((timeMillis: number) => number)[];
  readonly silences: readonly Span[];
}

/** How the lines of a story are spread over its seconds. */
interface Pace {
  /** Lines a second in an average moment without scenarios. */
  readonly averageLines: number;
  /** How many lines there must be by the end of the next second; all of them after the last one. */
  advance(): number;
}

const SECOND_MILLIS = 1000;
const MINUTE_MILLIS = 60_000;
/** Random variation between minutes, up or down. */
const UNREST = 0.12;

/** How busy each moment is, without unit; called in order of time. */
function createIntensity({ seed, surges, silences }: PaceOptions): (timeMillis: number) => number {
  let minute = NaN;
  let everyday = 0;
  return (timeMillis) => {
    for (const silence of silences) if (isWithin(silence, timeMillis)) return 0;
    const currentMinute = Math.floor(timeMillis / MINUTE_MILLIS);
    if (currentMinute !== minute) {
      minute = currentMinute;
      everyday = rhythm(timeMillis) * (1 + UNREST * (2 * createRandom(seed, `minute ${minute}`)() - 1));
    }
    let intensity = everyday;
    for (const surge of surges) intensity += surge(timeMillis);
    return intensity;
  };
}

/** Spreads lines over the seconds of a story. */
export function createPace(options: PaceOptions): Pace {
  const { fromMillis, toMillis, lines } = options;
  const ahead = createIntensity(options);
  let total = 0;
  for (let second = fromMillis; second < toMillis; second += SECOND_MILLIS) total += ahead(second);
  const intensity = createIntensity(options);
  let second = fromMillis;
  let passed = 0;
  return {
    averageLines: lines / total,
    advance() {
      passed += intensity(second);
      second += SECOND_MILLIS;
      return second < toMillis ? Math.floor((lines * passed) / total) : lines;
    },
  };
}
