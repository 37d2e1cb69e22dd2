import { QUOTE, startsWith } from '../bytes/ascii.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { written } from '../formats/http-fields.ts';
import type { SignIn, Site } from '../site/site.ts';

/** `event.action` of a sign-in of the site. */
const SIGN_IN_ACTION = 'sign-in';

const PATH = Buffer.from(',"url.path":"');
const METHOD = Buffer.from(',"http.request.method":"');
const STATUS = Buffer.from(',"http.response.status_code":');
const ACTION = Buffer.from(',"event.action":');
const CATEGORY = Buffer.from(',"event.category":');
const OUTCOME = Buffer.from(',"event.outcome":');
const WEB = Buffer.from('["web"]');
const WEB_SIGN_IN = Buffer.from('["web","authentication"]');
/** What a document grows by at most. */
const MAX_GROWTH_BYTES = 128;

/** Makes a request of the document in the writer a sign-in, where it is one. */
export type NoteSignIn = (writer: DocumentWriter) => void;

/** Whether `bytes[start, end)` is a path of the pattern, in which `*` is any bytes. */
type IsPath = (bytes: Buffer, start: number, end: number) => boolean;

/**
 * Finds the sign-ins of the site among requests, by path, method and status: they have `event.category` web and authentication,
 * `event.action` sign-in, and the outcome that the site declares for the status, not that of HTTP: a refused sign-in may be a 200.
 * Undefined if the site does not declare its sign-in.
 */
export function signInsOf(site: Site | undefined): NoteSignIn | undefined {
  const { signIn } = site ?? {};
  if (signIn === undefined) return undefined;
  const paths = signIn.paths.map(pathOf);
  const methods = new Set(signIn.methods ?? ['POST']);
  return (writer) => {
    const { pathStart } = written;
    const { bytes, lengthBytes } = writer;
    // What was noted may be of a line that no format accepted: within a string a quote would have a backslash.
    if (pathStart >= lengthBytes || !startsWith(PATH, bytes, pathStart, lengthBytes)) return;
    const start = pathStart + PATH.length;
    const end = bytes.indexOf(QUOTE, start);
    if (!paths.some((isPath) => isPath(bytes, start, end)) || writer.spareBytes < MAX_GROWTH_BYTES) return;
    const document = Buffer.from(bytes.subarray(0, lengthBytes));
    if (!methods.has(textOf(document, METHOD))) return;
    writer.replace(withSignIn(document, outcomeOf(Number(textOf(document, STATUS)), signIn)));
  };
}

function outcomeOf(status: number, { success, failure }: SignIn): 'success' | 'failure' | 'unknown' {
  if (success.includes(status)) return 'success';
  return failure.includes(status) ? 'failure' : 'unknown';
}

function withSignIn(document: Buffer, outcome: string): Buffer {
  const withOutcome = replaced(document, OUTCOME, Buffer.from(JSON.stringify(outcome)));
  const withCategory = replaced(withOutcome, CATEGORY, WEB_SIGN_IN, WEB);
  return document.includes(ACTION) ? withCategory : replaced(withCategory, ACTION, Buffer.from(`"${SIGN_IN_ACTION}"`));
}

/** The document with another value under a key, or with the key, where it had none; as it is, where the value is none of the expected. */
function replaced(document: Buffer, key: Buffer, value: Buffer, expected?: Buffer): Buffer {
  const at = document.indexOf(key);
  if (at < 0) return Buffer.concat([document, key, value]);
  const [start, end] = [at + key.length, valueEnd(document, at + key.length)];
  if (expected !== undefined && !expected.equals(document.subarray(start, end))) return document;
  return Buffer.concat([document.subarray(0, start), value, document.subarray(end)]);
}

/** Where a value of a document ends that is a word in quotes, a number, or a list of words. */
function valueEnd(document: Buffer, start: number): number {
  const closing = { '[': ']', '"': '"' }[document.toString('latin1', start, start + 1)];
  if (closing !== undefined) return document.indexOf(closing, start + 1) + 1;
  const comma = document.indexOf(',', start);
  return comma < 0 ? document.length : comma;
}

/** The value under a key, without quotes; empty where there is none. */
function textOf(document: Buffer, key: Buffer): string {
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
