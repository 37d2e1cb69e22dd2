import { LineClock } from '../time/line-clock.ts';
import type { FormatContext } from './format.ts';
import { InnerLine } from './wrappers/inner-line.ts';

/**
 * What a format needs where lines are only tried: times are completed as of `modifiedMillis` (epoch milliseconds), and nothing is added
 * to what the lines say.
 */
export function plainContext(modifiedMillis = 0): FormatContext {
  return {
    clock: new LineClock({ modifiedMillis }),
    holdsEvents: false,
    isAlert: false,
    unflattened: false,
    inner: new InnerLine(),
    refusal: '',
  };
}
