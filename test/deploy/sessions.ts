import { createHash, timingSafeEqual } from 'node:crypto';
import { millisOf, signatureOf, type SignedRequest, type SigningScope } from '../../local/store/signature.ts';

/** The session of a function's role, as the emulator gives it to the function. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** ARN of the role. */
  readonly role: string;
  readonly function: string;
}

/** What is known of sessions, and which signatures are theirs. */
export interface Sessions {
  readonly all: ReadonlyMap<string, Session>;
  add(session: Session): void;
  /**
   * Whose request it is, by its signature (AWS: "Create a signed AWS API request").
   * @throws Error saying what is wrong with it
   */
  signerOf(request: SignedRequest, body: Buffer): Session;
  /**
   * Whose token for Amazon MSK it is: a presigned address in base64url (aws/aws-msk-iam-sasl-signer-js, README, "Details").
   * @throws Error saying what is wrong with it
   */
  ownerOf(token: string): { readonly session: Session; readonly endMillis: number };
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;
const EMPTY_HASH = createHash('sha256').digest('hex');

export function createSessions(region: string): Sessions {
  const all = new Map<string, Session>();
  const find = (accessKeyId: string): Session => {
    const session = all.get(accessKeyId);
    if (session === undefined) throw new Error(`No function has the access key ${accessKeyId}`);
    return session;
  };
  return {
    all,
    add: (session) => all.set(session.accessKeyId, session),
    signerOf: (request, body) => {
      const match = AUTHORIZATION.exec(request.headers.authorization ?? '');
      if (match === null) throw new Error('The request is not signed');
      const [, accessKeyId = '', day = '', signedRegion = '', service = '', names = '', signature = ''] = match;
      const session = find(accessKeyId);
      same('region', signedRegion, region);
      same('service', service, 'es');
      const scope: SigningScope = {
        secretAccessKey: session.secretAccessKey,
        time: String(request.headers['x-amz-date']),
        day,
        region,
        service,
      };
      const hash = createHash('sha256').update(body).digest('hex');
      equal(signatureOf(request, names.split(';'), hash, scope), signature);
      return session;
    },
    ownerOf: (token) => {
      const url = new URL(Buffer.from(token, 'base64url').toString());
      same('host', url.host, `kafka.${region}.amazonaws.com`);
      same('action', url.searchParams.get('Action'), 'kafka-cluster:Connect');
      const value = (name: string): string => url.searchParams.get(`X-Amz-${name}`) ?? '';
      const [accessKeyId = '', day = '', signedRegion = '', service = ''] = value('Credential').split('/');
      same('region', signedRegion, region);
      same('service', service, 'kafka-cluster');
      const session = find(accessKeyId);
      const signature = value('Signature');
      // the signer adds its own name after the signature
      for (const name of ['X-Amz-Signature', 'User-Agent']) url.searchParams.delete(name);
      const time = value('Date');
      const scope = { secretAccessKey: session.secretAccessKey, time, day, region, service };
      const request = { method: 'GET', url: `/${url.search}`, headers: { host: url.host } };
      equal(signatureOf(request, ['host'], EMPTY_HASH, scope), signature);
      const endMillis = millisOf(time) + Number(value('Expires')) * 1000;
      if (endMillis < Date.now()) throw new Error('The token has ended');
      return { session, endMillis };
    },
  };
}

function same(what: string, got: unknown, expected: string): void {
  if (got !== expected) throw new Error(`The ${what} is ${String(got)}, not ${expected}`);
}

function equal(expected: Buffer, signature: string): void {
  const got = Buffer.from(signature, 'hex');
  if (got.length !== expected.length || !timingSafeEqual(got, expected)) throw new Error('The signature is wrong');
}
