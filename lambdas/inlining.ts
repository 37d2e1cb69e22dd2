import { setFlagsFromString } from 'node:v8';

/**
 * Bytes of bytecode that V8 may write into one function when it optimises it. A line goes through some fifty small functions;
 * with V8's own 920 most of them are called one by one, each with its arguments checked anew. With this, lines of all
 * formats take 6 to 16 percent fewer instructions to parse; more gains nothing.
 */
const MAX_INLINED_BYTECODE_BYTES = 4_600;

/**
 * Lets V8 inline more, in the whole process. V8 reads the limit whenever it optimises a function, so it may be set while it
 * runs; Node does not take it from NODE_OPTIONS, by which functions are given their other options.
 */
export function inlineMore(): void {
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${MAX_INLINED_BYTECODE_BYTES}`);
}
