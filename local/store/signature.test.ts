import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Gate, refusalOf, type SignedRequest } from './signature.ts';

/**
 * AWS's examples: Amazon S3 API reference, "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk".
 */
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const gate: Gate = { credentials, service: 's3', nowMillis: Date.parse('2013-05-24T00:00:00Z') };

function example(
  url: string,
  signedHeaders: string,
  signature: string,
  headers: Record<string, string>,
): SignedRequest {
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signedHeaders},Signature=${signature}`;
  const common = { host: 'examplebucket.s3.amazonaws.com', 'x-amz-date': '20130524T000000Z' };
  return { method: 'GET', url, headers: { ...common, ...headers, authorization } };
}

const get = example(
  '/test.txt',
  'host;range;x-amz-content-sha256;x-amz-date',
  'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  { range: 'bytes=0-9', 'x-amz-content-sha256': EMPTY },
);
const putHash = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072';
const put = {
  ...example(
    '/test%24file.text',
    'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    {
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-content-sha256': putHash,
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    },
  ),
  method: 'PUT',
};
const lifecycle = example(
  '/?lifecycle',
  'host;x-amz-content-sha256;x-amz-date',
  'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  { 'x-amz-content-sha256': EMPTY },
);
const list = example(
  '/?max-keys=2&prefix=J',
  'host;x-amz-content-sha256;x-amz-date',
  '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  { 'x-amz-content-sha256': EMPTY },
);

describe('a signature of version 4', () => {
  it("is good as in AWS's examples", () => {
    assert.equal(refusalOf(get, EMPTY, gate), undefined);
    assert.equal(refusalOf(put, putHash, gate), undefined);
    assert.equal(refusalOf(lifecycle, EMPTY, gate), undefined);
    assert.equal(refusalOf(list, EMPTY, gate), undefined);
    // whatever order and escapes the query has
    assert.equal(refusalOf({ ...list, url: '/?prefix=%4A&max-keys=2' }, EMPTY, gate), undefined);
  });

  it('is refused for another key, path, query, method, header, body, service or time', () => {
    const codes: readonly (readonly [string, SignedRequest, Gate?, string?])[] = [
      ['AccessDenied', { ...get, headers: { host: 'x' } }],
      ['AccessDenied', { ...get, headers: { ...get.headers, authorization: 'Basic bG9jYWw6bG9jYWw=' } }],
      ['AccessDenied', { ...get, headers: { ...get.headers, 'x-amz-copy-source': '/b/not-signed' } }],
      ['AccessDenied', get, { ...gate, service: 'sqs' }],
      ['InvalidAccessKeyId', get, { ...gate, credentials: { ...credentials, accessKeyId: 'local' } }],
      ['SignatureDoesNotMatch', get, { ...gate, credentials: { ...credentials, secretAccessKey: 'local' } }],
      ['SignatureDoesNotMatch', { ...get, url: '/other.txt' }],
      ['SignatureDoesNotMatch', { ...get, method: 'DELETE' }],
      ['SignatureDoesNotMatch', { ...get, headers: { ...get.headers, range: 'bytes=0-10' } }],
      ['SignatureDoesNotMatch', { ...get, headers: { ...get.headers, host: 'rebound.example' } }],
      ['SignatureDoesNotMatch', { ...list, url: '/?max-keys=3&prefix=J' }],
      ['SignatureDoesNotMatch', get, gate, putHash],
      ['RequestTimeTooSkewed', get, { ...gate, nowMillis: gate.nowMillis + 15 * 60_000 + 1 }],
      ['RequestTimeTooSkewed', get, { ...gate, nowMillis: gate.nowMillis - 15 * 60_000 - 1 }],
    ];
    for (const [code, request, at = gate, hash = EMPTY] of codes)
      assert.equal(refusalOf(request, hash, at)?.code, code);
  });
});
