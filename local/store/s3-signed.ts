import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AwsCredentials } from '../../adapters/aws.ts';
import { decodeAwsChunked } from './aws-chunked.ts';
import { S3Failure } from './s3-failure.ts';
import { refusalOf } from './signature.ts';

/** @throws S3Failure where the request is not signed with these credentials */
export function requireSignature(request: IncomingMessage, credentials: AwsCredentials): void {
  const { method = '', url = '', headers } = request;
  const gate = { credentials, service: 's3', nowMillis: Date.now() } as const;
  const refusal = refusalOf({ method, url, headers }, contentHashOf(request), gate);
  if (refusal) throw new S3Failure(403, refusal.code, refusal.message);
}

/** The bytes of a request's body; where their hash was signed, they end with an S3Failure if they differ. */
export function bodyOf(request: IncomingMessage): AsyncIterable<Uint8Array> {
  const isChunked = (request.headers['content-encoding'] ?? '').includes('aws-chunked');
  if (isChunked) return decodeAwsChunked(request);
  const signedHash = contentHashOf(request);
  return /^[0-9a-f]{64}$/.test(signedHash) ? asSigned(request, signedHash) : request;
}

/** SHA-256 of the body as signed by the client, or the keyword that it signed instead. */
function contentHashOf({ headers }: IncomingMessage): string {
  return String(headers['x-amz-content-sha256'] ?? '');
}

async function* asSigned(body: AsyncIterable<Uint8Array>, signedHash: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const piece of body) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest('hex') !== signedHash)
    throw new S3Failure(400, 'XAmzContentSHA256Mismatch', 'The body is not the one that was signed.');
}
