import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { AwsCredentials } from '../../adapters/aws.ts';

/** A request as received. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** The accepted credentials, the service, and the current time. */
export interface Gate {
  readonly credentials: AwsCredentials;
  readonly service: 's3' | 'sqs';
  /** Epoch milliseconds. */
  readonly nowMillis: number;
}

/** Why a request is rejected; the codes are those of S3 and SQS. */
export interface Refusal {
  readonly code: 'AccessDenied' | 'InvalidAccessKeyId' | 'SignatureDoesNotMatch' | 'RequestTimeTooSkewed';
  readonly message: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** AWS: "Authenticating Requests: Using the Authorization Header"; a signature is valid for 15 minutes around its time. */
const MAX_SKEW_MILLIS = 15 * 60_000;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/\s,]+)\/(\d{8})\/([^/\s,]+)\/([^/\s,]+)\/aws4_request, *SignedHeaders=([a-z0-9;-]+), *Signature=([0-9a-f]{64})$/;

/**
 * Checks the AWS Signature Version 4 in the Authorization header (AWS: "Create a signed AWS API request"), with all x-amz- headers
 * signed, as AWS requires. Presigned URLs are rejected: whoever has one needs no secret.
 *
 * @param contentHash hexadecimal SHA-256 of the body, or the keyword in the header x-amz-content-sha256
 * @returns why it is rejected; undefined where it is valid
 */
export function refusalOf(request: SignedRequest, contentHash: string, gate: Gate): Refusal | undefined {
  const match = AUTHORIZATION.exec(request.headers.authorization ?? '');
  if (match === null) return { code: 'AccessDenied', message: `The request is not signed (${ALGORITHM}). ${WHERE}` };
  const [, accessKeyId = '', day = '', region = '', service = '', signedHeaders = '', signature = ''] = match;
  if (accessKeyId !== gate.credentials.accessKeyId)
    return { code: 'InvalidAccessKeyId', message: `The access key is not the one of this run. ${WHERE}` };
  const names = signedHeaders.split(';');
  const time = String(request.headers['x-amz-date'] ?? '');
  if (service !== gate.service || !time.startsWith(day) || unsignedHeaders(request.headers, names).length > 0)
    return { code: 'AccessDenied', message: `The signature must be for ${gate.service}, and cover host and x-amz-*.` };
  if (!(Math.abs(millisOf(time) - gate.nowMillis) <= MAX_SKEW_MILLIS))
    return { code: 'RequestTimeTooSkewed', message: 'The time of the signature is not within 15 minutes of now.' };
  const expected = signatureOf(request, names, contentHash, {
    secretAccessKey: gate.credentials.secretAccessKey,
    time,
    day,
    region,
    service,
  });
  if (timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return undefined;
  return { code: 'SignatureDoesNotMatch', message: `The secret key is not the one of this run. ${WHERE}` };
}

/** What a signature is made for and with. */
export interface SigningScope {
  readonly secretAccessKey: string;
  /** `20130524T000000Z` */
  readonly time: string;
  /** `20130524` */
  readonly day: string;
  readonly region: string;
  readonly service: string;
}

/**
 * The signature that AWS computes for a request (AWS: "Create a signed AWS API request", steps 1 to 4).
 *
 * @param names of the headers that are signed, in lower case
 * @param contentHash hexadecimal SHA-256 of the body, or what the header x-amz-content-sha256 has in its place
 */
export function signatureOf(
  request: SignedRequest,
  names: readonly string[],
  contentHash: string,
  { secretAccessKey, time, day, region, service }: SigningScope,
): Buffer {
  const canonical = canonicalRequest(request, names, contentHash, service);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = signingKey(secretAccessKey, day, region, service);
  return hmac(key, [ALGORITHM, time, scope, sha256(canonical)].join('\n'));
}

/** A file of credentials as the AWS CLI and the SDKs read it (AWS: "Configuration and credential file settings in the AWS CLI"). */
export function awsCredentials(accessKeyId: string, secretAccessKey: string): string {
  return `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\nregion = local\n`;
}

const WHERE = 'Sign by the key of the run: docs/operations.md, "Look inside a local run"';

function unsignedHeaders(headers: IncomingHttpHeaders, signed: readonly string[]): string[] {
  const needed = ['host', 'x-amz-date', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  return needed.filter((name) => !signed.includes(name));
}

/** AWS: "Create a signed AWS API request", step 1. S3 encodes a path once, unchanged over the wire; the others encode it twice. */
function canonicalRequest(
  { method, url, headers }: SignedRequest,
  names: readonly string[],
  hash: string,
  service: string,
): string {
  const [sent = '', ...rest] = url.split('?');
  const path = service === 's3' ? sent : sent.split('/').map(percentEncoded).join('/');
  const values = names.map(
    (name) =>
      `${name}:${String(headers[name] ?? '')
        .trim()
        .replace(/ +/g, ' ')}\n`,
  );
  return [method, path, canonicalQuery(rest.join('?')), values.join(''), names.join(';'), hash].join('\n');
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return [encoded(name), encoded(value)] as const;
    })
    .sort(([name, value], [otherName, otherValue]) => order(name, otherName) || order(value, otherValue))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function order(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** RFC 3986's unreserved characters stay, everything else is percent-encoded, however it was written. */
function encoded(text: string): string {
  return percentEncoded(decoded(text));
}

function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The epoch milliseconds of a signature's time, `20130524T000000Z`. */
export function millisOf(time: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time);
  const [, year = '', month = '', day = '', hours = '', minutes = '', seconds = ''] = match ?? [];
  return Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`);
}

function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  return [day, region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
