import { randomBytes } from 'node:crypto';
import { request as httpRequest, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import type { SearchEngine } from '../../core/ports.ts';
import { answeringServer, type SeenRequest } from '../helpers/http-server.ts';
import type { Session, Sessions } from './sessions.ts';

/** What the domain of Amazon OpenSearch Service consists of here. */
export interface DomainParts {
  readonly sessions: Sessions;
  /** Address to listen at. */
  readonly address: string;
  /** PEM text. */
  readonly tls: { readonly cert: string; readonly key: string; readonly ca: string };
  /** e.g. `3.5`: what it says that it is. */
  readonly version: string;
  /** The real OpenSearch with its security plugin, and its administrator. */
  readonly engine: { readonly url: string; readonly administrator: SearchEngine };
  /** What is in no distribution that runs here. */
  readonly stateManagementUrl: string;
  readonly dashboardsUrl: string;
}

/** A request of a role. */
interface DomainRequest {
  /** ARN. */
  readonly role: string;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
}

/** The domain's endpoint. */
export interface Domain {
  /** `host:port` */
  readonly endpoint: string;
  /** What was refused, and why. */
  readonly refusals: readonly string[];
  /** Who asked for what, each once. */
  readonly requests: ReadonlyMap<string, DomainRequest>;
  /** Makes a role the domain's administrator, as the service does with the master user. */
  administer(role: string): Promise<void>;
  close(): Promise<void>;
}

const SECURITY = '/_plugins/_security/api';

/**
 * Plays what Amazon OpenSearch Service has before the engine: it checks the signature of a request, and makes the signing role the
 * backend role of the request ("Fine-grained access control in Amazon OpenSearch Service"). An internal user of the real security
 * plugin has it, so that the plugin decides.
 */
export async function startDomain(parts: DomainParts): Promise<Domain> {
  const refusals: string[] = [];
  const requests = new Map<string, DomainRequest>();
  const users = new Map<string, Promise<string>>();
  // one after the other: the security plugin keeps all users in one document, and answers 409 to two who change it at once
  let last: Promise<unknown> = Promise.resolve();
  const signIn = (session: Session): Promise<string> => {
    const number = users.size;
    const known =
      users.get(session.role) ?? last.then(() => makeUser(parts.engine.administrator, session.role, number));
    users.set(session.role, known);
    last = known.catch(() => undefined);
    return known;
  };
  const answer = async (response: ServerResponse, request: SeenRequest): Promise<void> => {
    try {
      const session = parts.sessions.signerOf({ ...request, url: request.path }, request.body);
      const { method, path } = request;
      const asked = { role: session.role, method, path: path.replace(/\?.*/s, '') };
      requests.set(JSON.stringify(asked), asked);
      forward(response, request, parts, await signIn(session));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      refusals.push(`${request.method} ${request.path}: ${message}`);
      response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
    }
  };
  const server = await answeringServer(
    (response, request) => {
      void answer(response, request);
    },
    parts.tls,
    parts.address,
  );
  return {
    endpoint: new URL(server.url).host,
    refusals,
    requests,
    administer: async (role) => {
      const mapping = { backend_roles: ['admin', role] };
      for (const name of ['all_access', 'security_manager'])
        await parts.engine.administrator.request('PUT', `${SECURITY}/rolesmapping/${name}`, mapping);
    },
    close: () => server.close(),
  };
}

/** @returns the header that signs in as a user who has the role */
async function makeUser(administrator: SearchEngine, role: string, number: number): Promise<string> {
  const [name, password] = [`role-${number}`, randomBytes(24).toString('base64url')];
  await administrator.request('PUT', `${SECURITY}/internalusers/${name}`, { password, backend_roles: [role] });
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

function forward(
  response: ServerResponse,
  { method, path, headers, body }: SeenRequest,
  parts: DomainParts,
  authorization: string,
): void {
  const target = new URL(serverOf(path, parts));
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const options = { method, path, headers: { ...headers, host: target.host, authorization }, ca: parts.tls.ca };
  request(target, options, (answer) => {
    if (path === '/') {
      void text(answer).then((root) => {
        response.writeHead(answer.statusCode ?? 500, { 'content-type': 'application/json' }).end(named(root, parts));
      });
      return;
    }
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  })
    .on('error', (error) => {
      response.writeHead(502).end(error.message);
    })
    .end(body);
}

/** The security plugin was published for 3.4, which the service does not offer: the engine goes by the version of the stage. */
function named(root: string, { version }: DomainParts): string {
  return root.replace(/("number" ?: ?")3\.4\./, `$1${version}.`);
}

function serverOf(path: string, { dashboardsUrl, stateManagementUrl, engine }: DomainParts): string {
  if (path.startsWith('/_dashboards')) return dashboardsUrl;
  return path.startsWith('/_plugins/_ism') ? stateManagementUrl : engine.url;
}
