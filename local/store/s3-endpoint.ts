import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { AwsCredentials } from '../../adapters/aws.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { stateOf } from './contents.ts';
import { ConditionFailed, type Objects, type StoredObject, type WriteCondition } from './objects.ts';
import { S3Failure } from './s3-failure.ts';
import { bodyOf, requireSignature } from './s3-signed.ts';

/** What the endpoint needs. */
export interface S3Endpoint {
  readonly objects: Objects;
  readonly bucket: string;
  readonly credentials: AwsCredentials;
}

/** A parsed request to the bucket. */
interface S3Request {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly objects: Objects;
  readonly bucket: string;
  /** Empty for a request about the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
}

const METADATA_PREFIX = 'x-amz-meta-';
const WRITE_OFFSET = 'x-amz-write-offset-bytes';
const XML = '<?xml version="1.0" encoding="UTF-8"?>\n';

/**
 * The part of S3's protocol that log shipping needs, path style, for one bucket: put (streamed, any size, at the end, on conditions), get
 * (ranges, If-Match), head, list, copy, delete. Unsupported requests (multipart uploads, versions) are rejected by name, as are requests
 * that are not signed with these credentials.
 */
export async function handleS3(
  { objects, bucket, credentials }: S3Endpoint,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    requireSignature(request, credentials);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const path = url.pathname.slice(1).split('/');
    if (path[0] !== bucket) throw new S3Failure(404, 'NoSuchBucket', `The only bucket here is ${bucket}.`);
    const key = decodeURIComponent(path.slice(1).join('/'));
    await route({ request, response, objects, bucket, key, query: url.searchParams });
  } catch (error) {
    answerFailure(response, error);
  }
}

async function route(s3: S3Request): Promise<void> {
  for (const feature of ['uploads', 'uploadId', 'versionId']) {
    if (s3.query.has(feature)) {
      throw new S3Failure(
        501,
        'NotImplemented',
        `${feature} is not supported here. Put the file in one piece, or drop it into local/inbox/.`,
      );
    }
  }
  const method = s3.request.method ?? '';
  if (s3.key === '') {
    if (method === 'GET') list(s3);
    else if (method === 'HEAD') s3.response.writeHead(200).end();
    else throw new S3Failure(501, 'NotImplemented', `${method} of the bucket is not supported here.`);
  } else if (method === 'GET' || method === 'HEAD') await get(s3);
  else if (method === 'PUT' && s3.request.headers['x-amz-copy-source'] !== undefined) copy(s3);
  else if (method === 'PUT') await put(s3);
  else if (method === 'DELETE') {
    s3.objects.delete(s3.key);
    s3.response.writeHead(204).end();
  } else throw new S3Failure(501, 'NotImplemented', `${method} is not supported here.`);
}

async function get({ request, response, objects, key }: S3Request): Promise<void> {
  const object = pinned(existing(objects, key), request.headers['if-match']);
  if (request.method === 'GET' && !objects.isKept(object)) {
    throw new S3Failure(
      404,
      'NoSuchKey',
      'Its content was removed, since it was ingested long ago. Drop the file again.',
    );
  }
  const { start, end, partial } = requestedRange(request.headers.range, object.sizeBytes);
  response.writeHead(partial ? 206 : 200, {
    ...objectHeaders(object),
    'content-length': end - start,
    'accept-ranges': 'bytes',
    ...(partial ? { 'content-range': `bytes ${start}-${end - 1}/${object.sizeBytes}` } : {}),
  });
  if (request.method === 'HEAD') response.end();
  else await pipeline(objects.read(object, start, end), response);
}

/** The object in the state that the etag identifies. Beyond S3, an object that was appended to can still be read in an earlier state. */
function pinned(object: StoredObject, ifMatch: string | undefined): StoredObject {
  const state = ifMatch === undefined || ifMatch === '*' ? object : stateOf(object, quoted(ifMatch));
  if (state === undefined) throw new S3Failure(412, 'PreconditionFailed', 'The object is another by now.');
  return state;
}

async function put(s3: S3Request): Promise<void> {
  const { request, response, objects, key } = s3;
  const body = bodyOf(request);
  const offset = request.headers[WRITE_OFFSET];
  const object =
    offset === undefined
      ? await objects.put(key, body, metadataOf(request), conditionOf(request))
      : await putAt(s3, Number(offset), body);
  response.writeHead(200, { etag: object.etag }).end();
}

/** Appends as S3 Express One Zone does: at an object's end, or at 0 where there is none (API reference of PutObject). */
async function putAt(
  { request, objects, key }: S3Request,
  offset: number,
  body: AsyncIterable<Uint8Array>,
): Promise<StoredObject> {
  const metadata = metadataOf(request);
  const before = objects.find(key);
  if (offset !== (before?.sizeBytes ?? 0)) {
    throw new S3Failure(400, 'InvalidWriteOffset', `Bytes can be written at ${before?.sizeBytes ?? 0} only.`);
  }
  return before === undefined ? objects.begin(key, body, metadata) : objects.append(before, body, metadata);
}

/** S3 supports only `*` in If-None-Match (API reference of PutObject). */
function conditionOf({ headers }: IncomingMessage): WriteCondition | undefined {
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = headers;
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new S3Failure(501, 'NotImplemented', 'If-None-Match of a write can only be *.');
  }
  if (ifNoneMatch !== undefined) return { absent: true };
  return ifMatch === undefined ? undefined : { etag: quoted(ifMatch) };
}

function copy({ request, response, objects, bucket, key }: S3Request): void {
  const source = decodeURIComponent(String(request.headers['x-amz-copy-source'])).replace(/^\//, '');
  const object = source.startsWith(`${bucket}/`) ? objects.copy(source.slice(bucket.length + 1), key) : undefined;
  if (object === undefined) throw new S3Failure(404, 'NoSuchKey', 'There is no such object to copy.');
  const modified = new Date(object.storedMillis).toISOString();
  answerXml(
    response,
    `<CopyObjectResult><LastModified>${modified}</LastModified><ETag>${escape(object.etag)}</ETag></CopyObjectResult>`,
  );
}

/** ListObjectsV2; the continuation token is the last key of the previous page. */
function list({ response, objects, bucket, query }: S3Request): void {
  const prefix = query.get('prefix') ?? '';
  const limit = Math.min(1000, Number(query.get('max-keys') ?? 1000));
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const found = objects.list(prefix, after, limit + 1);
  const page = found.slice(0, limit);
  const truncated = found.length > limit;
  const asUrl = query.get('encoding-type') === 'url';
  const text = (key: string): string => (asUrl ? encodeURIComponent(key) : escape(key));
  const contents = page.map(
    ({ key, etag, sizeBytes, storedMillis }) =>
      `<Contents><Key>${text(key)}</Key><LastModified>${new Date(storedMillis).toISOString()}</LastModified>` +
      `<ETag>${escape(etag)}</ETag><Size>${sizeBytes}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  answerXml(
    response,
    `<ListBucketResult><Name>${bucket}</Name><Prefix>${text(prefix)}</Prefix><MaxKeys>${limit}</MaxKeys><KeyCount>${page.length}</KeyCount>` +
      (asUrl ? '<EncodingType>url</EncodingType>' : '') +
      `<IsTruncated>${truncated}</IsTruncated>` +
      (truncated ? `<NextContinuationToken>${escape(page.at(-1)?.key ?? '')}</NextContinuationToken>` : '') +
      `${contents.join('')}</ListBucketResult>`,
  );
}

function existing(objects: Objects, key: string): StoredObject {
  const object = objects.find(key);
  if (object === undefined) throw new S3Failure(404, 'NoSuchKey', 'The specified key does not exist.');
  return object;
}

interface RequestedRange {
  readonly start: number;
  readonly end: number;
  readonly partial: boolean;
}

/** RFC 9110, section 14.1.2; one range. */
function requestedRange(header: string | undefined, sizeBytes: number): RequestedRange {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (from === '' && to === '') return { start: 0, end: sizeBytes, partial: false };
  const start = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const end = from === '' || to === '' ? sizeBytes : Math.min(sizeBytes, Number(to) + 1);
  if (start >= end) throw new S3Failure(416, 'InvalidRange', 'The requested range is not satisfiable.');
  return { start, end, partial: true };
}

function objectHeaders({ etag, storedMillis, metadata }: StoredObject): Record<string, string> {
  const named = Object.entries(metadata).map(([name, value]) => [METADATA_PREFIX + name, value]);
  return {
    etag,
    'last-modified': new Date(storedMillis).toUTCString(),
    'content-type': 'application/octet-stream',
    ...(Object.fromEntries(named) as Record<string, string>),
  };
}

function metadataOf(request: IncomingMessage): Record<string, string> {
  const named = Object.entries(request.headers).filter(([name]) => name.startsWith(METADATA_PREFIX));
  return Object.fromEntries(named.map(([name, value]) => [name.slice(METADATA_PREFIX.length), String(value)]));
}

function answerXml(response: ServerResponse, body: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(XML + body);
}

/** A failure in the middle of a body closes the connection: the client then resumes or retries. */
function answerFailure(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, code } = failureOf(error);
  const message = error instanceof Error ? error.message : 'unknown';
  answerXml(response, `<Error><Code>${code}</Code><Message>${escape(message)}</Message></Error>`, status);
}

/** Amazon S3 user guide, "How to prevent object overwrites with conditional writes". */
const conditionFailures = {
  present: { status: 412, code: 'PreconditionFailed' },
  other: { status: 412, code: 'PreconditionFailed' },
  absent: { status: 404, code: 'NoSuchKey' },
  'changed meanwhile': { status: 409, code: 'ConditionalRequestConflict' },
} as const satisfies Record<ConditionFailed['reason'], { readonly status: number; readonly code: string }>;

function failureOf(error: unknown): { status: number; code: string } {
  if (error instanceof S3Failure) return error;
  if (error instanceof ConditionFailed) return conditionFailures[error.reason];
  if (error instanceof KafkaInsightError) return { status: 503, code: 'ServiceUnavailable' };
  return { status: 500, code: 'InternalError' };
}

/** Clients may omit the quotes. */
function quoted(etag: string): string {
  return `"${etag.replaceAll('"', '')}"`;
}

function escape(text: string): string {
  return text.replace(/[&<>"'\p{Cc}]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);
}
