import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as httpRequest } from 'node:http';
import { createServer, request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { SearchEngine } from '../../core/ports.ts';
import type { Session, Sessions } from './sessions.ts';

/** What the domain of Amazon OpenSearch Service consists of here. */
export interface DomainParts {
  readonly sessions: Sessions;
  /** Address to listen at. */
  readonly address: string;
  /** PEM text. */
  readonly tls: { readonly cert: string; readonly key: string; readonly ca: string };
  /** The real OpenSearch with its security plugin, and its administrator. */
  readonly engine: { readonly url: string; readonly administrator: SearchEngine };
  /** What is in no distribution that runs here. */
  readonly stateManagementUrl: string;
  readonly dashboardsUrl: string;
}

/** The domain's endpoint. */
export interface Domain {
  /** `host:port` */
  readonly endpoint: string;
  /** What was refused, and why. */
  readonly refusals: readonly string[];
  /** Makes a role the domain's administrator, as the service does with the master user. */
  administer(role: string): Promise<void>;
  close(): Promise<void>;
}

const SECURITY = '/_plugins/_security/api';

/**
 * Plays what Amazon OpenSearch Service has before the engine: it checks the signature of a request, and makes the signing role the
 * backend role of the request ("Fine-grained access control in Amazon OpenSearch Service"). An internal user of the real security
 * plugin bears it, so that the plugin decides.
 */
export async function startDomain(parts: DomainParts): Promise<Domain> {
  const refusals: string[] = [];
  const users = new Map<string, Promise<string>>();
  const signIn = (session: Session): Promise<string> => {
    const known = users.get(session.role) ?? makeUser(parts.engine.administrator, session.role, users.size);
    users.set(session.role, known);
    return known;
  };
  const server = createServer(parts.tls, (request, response) => {
    void bodyOf(request).then(async (body) => {
      try {
        const { method = 'GET', url = '/', headers } = request;
        const session = parts.sessions.signerOf({ method, url, headers }, body);
        forward(request, response, body, parts, await signIn(session));
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        refusals.push(`${request.method} ${request.url}: ${message}`);
        response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, parts.address, resolve));
  return {
    endpoint: `${parts.address}:${(server.address() as AddressInfo).port}`,
    refusals,
    administer: async (role) => {
      const mapping = { backend_roles: ['admin', role] };
      for (const name of ['all_access', 'security_manager'])
        await parts.engine.administrator.request('PUT', `${SECURITY}/rolesmapping/${name}`, mapping);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** @returns the header that signs in as a user who bears the role */
async function makeUser(administrator: SearchEngine, role: string, number: number): Promise<string> {
  const [name, password] = [`role-${number}`, randomBytes(24).toString('base64url')];
  await administrator.request('PUT', `${SECURITY}/internalusers/${name}`, { password, backend_roles: [role] });
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

function forward(
  { method, url = '/', headers }: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  parts: DomainParts,
  authorization: string,
): void {
  const base = url.startsWith('/_dashboards')
    ? parts.dashboardsUrl
    : url.startsWith('/_plugins/_ism')
      ? parts.stateManagementUrl
      : parts.engine.url;
  const target = new URL(base);
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const options = { method, path: url, headers: { ...headers, host: target.host, authorization }, ca: parts.tls.ca };
  request(target, options, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  })
    .on('error', (error) => {
      response.writeHead(502).end(error.message);
    })
    .end(body);
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
