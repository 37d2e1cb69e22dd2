import { request } from 'node:https';
import * as v from 'valibot';
import { type AnsweringServer, answeringServer, type SeenRequest } from '../../helpers/http-server.ts';

/*
 * Elasticsearch's security API in front of the real server, whose build here lacks a module that the API's own index needs: what the API
 * takes and answers is Elastic's API reference 8.19 ("Change passwords", "Create or update roles", "Create or update users").
 * Everything else goes on to the real server.
 */

const passwordSchema = v.strictObject({ password: v.pipe(v.string(), v.minLength(6)) });
const roleSchema = v.strictObject({
  cluster: v.array(v.string()),
  indices: v.array(v.strictObject({ names: v.array(v.string()), privileges: v.array(v.string()) })),
});
const userSchema = v.strictObject({
  password: v.pipe(v.string(), v.minLength(6)),
  roles: v.array(v.string()),
  full_name: v.optional(v.string()),
});

const resources: readonly (readonly [RegExp, v.GenericSchema, (isNew: boolean) => object])[] = [
  [/^POST \/_security\/user\/([\w.-]+)\/_password$/, passwordSchema, () => ({})],
  [/^PUT \/_security\/role\/([\w.-]+)$/, roleSchema, (created) => ({ role: { created } })],
  [/^PUT \/_security\/user\/([\w.-]+)$/, userSchema, (created) => ({ created })],
];

/** The server, and what has been set through the API. */
export interface SecurityApi extends AnsweringServer {
  /** Body of the last request by its method and path. */
  readonly set: ReadonlyMap<string, unknown>;
}

/**
 * @param elastic what the user `elastic` signs in with
 * @param real the real server, and how its administrator signs in there
 */
export async function securityApi(
  elastic: string,
  real: { readonly url: string; readonly ca: string; readonly auth: string },
): Promise<SecurityApi> {
  const set = new Map<string, unknown>();
  const answer = async (seen: SeenRequest): Promise<Answer> => {
    if (seen.headers.authorization !== `Basic ${Buffer.from(`elastic:${elastic}`).toString('base64')}`) {
      return [401, { error: { type: 'security_exception', reason: 'unable to authenticate user [elastic]' } }];
    }
    const line = `${seen.method} ${seen.path}`;
    if (!seen.path.startsWith('/_security/')) return forward(seen, real);
    const [, schema, answerOf] = resources.find(([pattern]) => pattern.test(line)) ?? [];
    if (schema === undefined || answerOf === undefined)
      return [405, { error: `Incorrect HTTP method for uri [${seen.path}]` }];
    const isNew = !set.has(line);
    set.set(line, v.parse(schema, JSON.parse(seen.body.toString())));
    return [200, answerOf(isNew)];
  };
  const server = await answeringServer((response, seen) => {
    void answer(seen)
      .catch((error: unknown): Answer => [400, { error: { type: 'parse_exception', reason: String(error) } }])
      .then(([status, body]) => {
        // the official client speaks to nothing that does not call itself so
        const headers = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' };
        response.writeHead(status, headers).end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
      });
  });
  return { ...server, set };
}

type Answer = readonly [status: number, body: object | Buffer];

function forward(
  { method, path, headers, body }: SeenRequest,
  { url, ca, auth }: { readonly url: string; readonly ca: string; readonly auth: string },
): Promise<Answer> {
  const others = Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== 'host' && name !== 'authorization'),
  );
  return new Promise((resolve, reject) => {
    request(url + path, { method, ca, auth, headers: others, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve([response.statusCode ?? 0, Buffer.concat(chunks)]);
      });
    })
      .once('error', reject)
      .end(body);
  });
}
