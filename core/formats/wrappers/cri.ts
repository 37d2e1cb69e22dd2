import { COLON, find, isDigit, LETTER_T, LETTER_Z, MINUS, PLUS, SPACE, startsWith } from '../../bytes/ascii.ts';
import { field, Fragment, stringKey } from '../../bytes/document-keys.ts';
import { readRfc3339Time } from '../../time/rfc3339.ts';
import { type LineReader, refuse } from '../format.ts';

const MESSAGE = stringKey('message');
const DATE_BYTES = 10;
const OFFSET_BYTES = 6;
/** Bytes of `2026-11-22T10:02:52.123456789+01:00`. */
const MAX_TIME_BYTES = 35;
/** A line that is whole, or ends one that was cut. */
const FULL = 0x46;
/** A piece of a line, of which more follows. */
const PARTIAL = 0x50;

const streams = ['stdout', 'stderr'].map((name) => ({
  text: Buffer.from(`${name} `),
  field: new Fragment(field('stream', name)),
}));

/**
 * What container runtimes write for Kubernetes (CRI; kubernetes/kubernetes, staging/src/k8s.io/cri-client/pkg/logs/logs.go):
 *
 *     2026-11-22T10:02:52.123456789Z stdout F a line of the container
 *     2026-11-22T10:02:52.123456789Z stderr P a piece of a longer line
 *
 * The tag may have others after it, separated by colons.
 */
export const cri: LineReader = {
  isLikely: isDated,
  read(bytes, start, end, writer, context) {
    if (!isDated(bytes, start, end)) return refuse(context, 'it does not begin with a time of RFC 3339');
    const timeEnd = find(SPACE, bytes, start, Math.min(end, start + MAX_TIME_BYTES + 1));
    const stream = streams.find(({ text }) => startsWith(text, bytes, timeEnd + 1, end));
    if (stream === undefined) return refuse(context, 'its time is not followed by stdout or stderr');
    const tag = timeEnd + 1 + stream.text.length;
    const tagEnd = find(SPACE, bytes, tag, end);
    const isPiece = bytes[tag] === PARTIAL;
    const isTag = tag < end && (isPiece || bytes[tag] === FULL) && (tagEnd === tag + 1 || bytes[tag + 1] === COLON);
    if (!isTag) return refuse(context, 'its stream is not followed by F or P');
    const time = isZoned(bytes, timeEnd) ? readRfc3339Time(bytes, start, timeEnd, context.clock) : NaN;
    if (Number.isNaN(time)) return refuse(context, 'it does not begin with an existing time of RFC 3339');
    writer.fragment(stream.field);
    context.inner.isPiece = isPiece;
    const messageStart = tagEnd + 1;
    if (messageStart < end) {
      writer.field(MESSAGE, bytes, messageStart, end);
      context.inner.note('cri', bytes, messageStart, end);
    }
    return time;
  },
};

/** Whether a date may be there, and after it the time of the day. */
function isDated(bytes: Buffer, start: number, end: number): boolean {
  return isDigit(bytes[start]) && start + DATE_BYTES < end && bytes[start + DATE_BYTES] === LETTER_T;
}

/** Whether the time that ends there has an offset: `Z` or `+01:00`. */
function isZoned(bytes: Buffer, timeEnd: number): boolean {
  const sign = bytes[timeEnd - OFFSET_BYTES];
  return bytes[timeEnd - 1] === LETTER_Z || sign === PLUS || sign === MINUS;
}
