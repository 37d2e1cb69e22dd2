import type { DocumentWriter } from '../bytes/document-writer.ts';
import type { SignIn, Site } from '../site/site.ts';
import { pathMatcher, valueEnd, writtenText } from './written-request.ts';

/** `event.action` of a sign-in of the site. */
const SIGN_IN_ACTION = 'sign-in';

const METHOD = Buffer.from(',"http.request.method":"');
const STATUS = Buffer.from(',"http.response.status_code":');
const ACTION = Buffer.from(',"event.action":');
const CATEGORY = Buffer.from(',"event.category":');
const OUTCOME = Buffer.from(',"event.outcome":');
const WEB = Buffer.from('["web"]');
const WEB_SIGN_IN = Buffer.from('["web","authentication"]');
/** What a document grows by at most. */
const MAX_GROWTH_BYTES = 128;

/** Adds what the site says of the request in the writer. */
export type NoteOfSite = (writer: DocumentWriter) => void;

/**
 * Finds the sign-ins of the site among requests, by path, method and status: they have `event.category` web and authentication,
 * `event.action` sign-in, and the outcome that the site declares for the status, not that of HTTP: a refused sign-in may be a 200.
 * Undefined if the site does not declare its sign-in.
 */
export function signInsOf(site: Site): NoteOfSite | undefined {
  const { signIn } = site;
  if (signIn === undefined) return undefined;
  const isSignIn = pathMatcher(signIn.paths);
  const methods = new Set(signIn.methods ?? ['POST']);
  return (writer) => {
    const { bytes, lengthBytes } = writer;
    if (!isSignIn(writer) || writer.spareBytes < MAX_GROWTH_BYTES) return;
    const document = Buffer.from(bytes.subarray(0, lengthBytes));
    if (!methods.has(writtenText(document, METHOD))) return;
    writer.replace(withSignIn(document, outcomeOf(Number(writtenText(document, STATUS)), signIn)));
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
