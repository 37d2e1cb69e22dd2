/** What is read again of a request in the document that is being written. */
import { QUOTE, startsWith } from '../bytes/ascii.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { written } from '../formats/http-fields.ts';

const PATH = Buffer.from(',"url.path":"');

/** Whether `bytes[start, end)` is a path of the pattern, in which `*` is any bytes. */
type IsPath = (bytes: Buffer, start: number, end: number) => boolean;

/** Whether the document in the writer is a request for one of the site's paths. */
export function pathMatcher(patterns: readonly string[]): (writer: DocumentWriter) => boolean {
  const paths = patterns.map(pathOf);
  return ({ bytes, lengthBytes }) => {
    const { pathStart } = written;
    // What was noted may be of a line that no format accepted: within a string a quote would have a backslash.
    if (pathStart >= lengthBytes || !startsWith(PATH, bytes, pathStart, lengthBytes)) return false;
    const start = pathStart + PATH.length;
    const end = bytes.indexOf(QUOTE, start);
    return paths.some((isPath) => isPath(bytes, start, end));
  };
}

/** Where a value of a document ends that is a word in quotes, a number, or a list of words. */
export function valueEnd(document: Buffer, start: number): number {
  const closing = { '[': ']', '"': '"' }[document.toString('latin1', start, start + 1)];
  if (closing !== undefined) return document.indexOf(closing, start + 1) + 1;
  const comma = document.indexOf(',', start);
  return comma < 0 ? document.length : comma;
}

/** The value under a key, without quotes; empty where there is none. */
export function writtenText(document: Buffer, key: Buffer): string {
  const at = document.indexOf(key);
  if (at < 0) return '';
  const start = at + key.length;
  if (key.at(-1) === QUOTE) return document.toString('latin1', start, document.indexOf(QUOTE, start));
  return document.toString('latin1', start, valueEnd(document, start));
}

function pathOf(pattern: string): IsPath {
  const [first = Buffer.alloc(0), ...others] = pattern.split('*').map((text) => Buffer.from(text));
  const last = others.pop();
  if (last === undefined) {
    return (bytes, start, end) => end - start === first.length && startsWith(first, bytes, start, end);
  }
  return (bytes, start, end) => {
    let index = start + first.length;
    const lastStart = end - last.length;
    if (!startsWith(first, bytes, start, end) || lastStart < index) return false;
    if (!startsWith(last, bytes, lastStart, end)) return false;
    const path = bytes.subarray(0, lastStart);
    for (const text of others) {
      const at = path.indexOf(text, index);
      if (at < 0) return false;
      index = at + text.length;
    }
    return true;
  };
}
