import type { ErrorCode } from '../../core/errors.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchResponse } from './transport.ts';

const advice: Partial<Record<ErrorCode, string>> = {
  SEARCH_FORBIDDEN:
    'Check the user and its rights: SEARCH_USERNAME and SEARCH_PASSWORD_FILE, or the role and what it is mapped to',
  SEARCH_UNAVAILABLE: 'Check that the engine runs, and SEARCH_URL',
  SEARCH_THROTTLED: 'The engine has too much to do; the work is tried again later',
};

/** What an engine refuses in whatever state it is, under any status, and what to do. */
const refused: ReadonlyMap<unknown, string> = new Map([
  ['too_many_clauses', 'Ask for fewer words or values at once'],
  ['too_many_nested_clauses', 'Ask for fewer words or values at once'],
  ['too_many_buckets_exception', 'Ask for a shorter time or fewer groups'],
]);
const CHANGE_IT = 'The same request is refused again: change what the engine names';
const RUNS = 'The engine runs, but failed at this; its log says why';

/** What OpenSSL and Node report about a certificate, and how to fix it. */
const connectionAdvice: readonly (readonly [RegExp, string])[] = [
  [
    /self-signed|unable to (?:verify|get)/i,
    'The certificate is signed by another authority: set SEARCH_CA_FILE to the one of this engine',
  ],
  [/altnames|does not match/i, 'The certificate is for another host name: use the name in it in SEARCH_URL'],
  [/certificate has expired|not yet valid/i, 'The certificate is not valid now: check the clock, or have it renewed'],
  [
    /wrong version number|packet length|EPROTO/i,
    'The engine does not speak TLS on that port: use http:// in SEARCH_URL',
  ],
  [
    /socket hang up|ECONNRESET|other side closed/i,
    'The engine closed the connection: where it speaks TLS, use https:// in SEARCH_URL',
  ],
];

/**
 * Converts a response that is not a success.
 *
 * @param doing what failed, as the beginning of a sentence: `PUT /_index_template/a`
 * @param withReason whether the engine's own words are shown; those about a bulk body may quote a log line
 */
export function refusal(response: SearchResponse, doing: string, withReason: boolean): KafkaInsightError {
  const problems = causesOf(response.body);
  const tooMuch = problems.map(({ type }) => refused.get(type)).find((step) => step !== undefined);
  const code = tooMuch === undefined ? codeOf(response.status) : 'SEARCH_REFUSED';
  const said = [`HTTP ${response.status}`, ...wordsOf(response.body, problems, withReason)];
  const next = withReason ? (tooMuch ?? nextStep(code, problems)) : advice[code];
  return new KafkaInsightError(code, sentence(`${doing} failed: ${said.join(', ')}`, next));
}

function nextStep(code: ErrorCode, problems: readonly unknown[]): string | undefined {
  if (code === 'SEARCH_REFUSED') return CHANGE_IT;
  return code === 'SEARCH_UNAVAILABLE' && problems.length > 0 ? RUNS : advice[code];
}

/** SEARCH_UNAVAILABLE for a request without a response. Only name and message are kept: clients attach the request to their errors. */
export function noAnswer(error: unknown, doing: string): KafkaInsightError {
  const message = error instanceof Error ? error.message : String(error);
  const hint = connectionAdvice.find(([pattern]) => pattern.test(message))?.[1];
  return new KafkaInsightError(
    'SEARCH_UNAVAILABLE',
    sentence(`${doing} failed: ${message}`, hint ?? advice.SEARCH_UNAVAILABLE),
    {
      cause: bare(error),
    },
  );
}

function codeOf(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'SEARCH_FORBIDDEN';
  if (status === 413) return 'BULK_TOO_LARGE';
  if (status === 429) return 'SEARCH_THROTTLED';
  // A time-out, an address without a search engine, a redirect: the request itself is not at fault.
  if (status === 408 || status === 404 || status < 400 || status >= 500) return 'SEARCH_UNAVAILABLE';
  return 'SEARCH_REFUSED';
}

/** How many errors of a chain are named at most. */
const MAX_CAUSES = 5;

/**
 * What failed, the outermost first. Both engines return `{"error":{"type":…,"reason":…,"caused_by":{…}}}`, and where shards failed ("all shards failed") the cause alone
 * says why; proxies in front of them return text.
 */
function causesOf(body: unknown): Readonly<Record<string, unknown>>[] {
  const causes: Readonly<Record<string, unknown>>[] = [];
  let at = isRecord(body) ? body['error'] : undefined;
  for (; isRecord(at) && causes.length < MAX_CAUSES; at = at['caused_by']) causes.push(at);
  return causes;
}

function wordsOf(body: unknown, causes: ReturnType<typeof causesOf>, withReason: boolean): string[] {
  const text = isRecord(body) ? body['error'] : undefined;
  const said = causes.flatMap(({ type, reason }) => [type, withReason ? reason : undefined]);
  if (withReason) said.push(text);
  return [...new Set(said.filter((one) => typeof one === 'string'))];
}

/** Whether something parsed from JSON is an object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function bare(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  const copy = new Error(message);
  if (error instanceof Error) {
    copy.name = error.name;
    if (error.stack !== undefined) copy.stack = error.stack;
  }
  return copy;
}

function sentence(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('. ') + '.';
}
