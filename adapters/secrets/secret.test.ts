import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type AnsweringServer, answeringServer } from '../../test/helpers/http-server.ts';
import { readSecret } from './secret.ts';

const aws = { region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'a' } };

/** Responses of GetSecretValue (AWS Secrets Manager API reference), by the requested id. */
const answers: Readonly<Record<string, readonly [status: number, body: object]>> = {
  text: [200, { Name: 'text', SecretString: 'a long random text' }],
  binary: [200, { Name: 'binary', SecretBinary: Buffer.from([1, 2, 255]).toString('base64') }],
  missing: [400, { __type: 'ResourceNotFoundException', Message: "Secrets Manager can't find the specified secret." }],
};

suite('a secret', () => {
  let server: AnsweringServer;

  before(async () => {
    server = await answeringServer((response, { body }) => {
      const { SecretId } = JSON.parse(body.toString()) as { readonly SecretId: string };
      const [status, answer] = answers[SecretId] ?? [500, {}];
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
    });
    // where the SDK looks for an endpoint other than AWS's (AWS SDKs reference guide, "Service-specific endpoints")
    process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'] = server.url;
  });

  after(async () => {
    delete process.env['AWS_ENDPOINT_URL_SECRETS_MANAGER'];
    await server.close();
  });

  test('is read as its bytes, be it text or binary', async () => {
    assert.deepEqual(Buffer.from(await readSecret(aws, 'text')), Buffer.from('a long random text'));
    assert.deepEqual(Buffer.from(await readSecret(aws, 'binary')), Buffer.from([1, 2, 255]));
    assert.equal(server.seen[0]?.headers['x-amz-target'], 'secretsmanager.GetSecretValue');
  });

  test('that is not there is a transient failure which names it', async () => {
    await assert.rejects(readSecret(aws, 'missing'), {
      code: 'SECRET_UNAVAILABLE',
      message: /missing.*ResourceNotFound/,
    });
  });
});
