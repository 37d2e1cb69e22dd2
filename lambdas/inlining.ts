import { setFlagsFromString } from 'node:v8';

/**
 * Bytes of bytecode that V8 may write into one function when it optimises it. A line passes through about fifty small functions; with
 * V8's default of 920 most of them are called one by one, and each checks its arguments again. With this value, lines of all formats take
 * 6 to 16 percent fewer instructions to parse; a larger one gains nothing.
 */
const MAX_INLINED_BYTECODE_BYTES = 4_600;

/**
 * Lets V8 inline more, in the whole process. V8 reads the limit whenever it optimises a function, so it may be set at run time; Node does
 * not accept it in NODE_OPTIONS, where functions have their other options.
 */
export function inlineMore(): void {
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${MAX_INLINED_BYTECODE_BYTES}`);
}
