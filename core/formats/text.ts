import { stringKey } from '../bytes/document-keys.ts';
import type { LineReader } from './format.ts';

const MESSAGE = stringKey('message');

/**
 * The last resort, which accepts every line: the line is the message. Levels and times in it are not guessed. Its dataset is that of lines
 * that a source says are text; others are `unparsed`.
 */
export const text: LineReader = {
  read(bytes, start, end, writer, { clock }) {
    writer.field(MESSAGE, bytes, start, end);
    return clock.none();
  },
};
