import type { SearchConfiguration } from './configuration.ts';
import { readWithNumbers } from './numbers.ts';
import type { SearchTransport } from './transport.ts';

/** The client's time-outs are set aside: each request has its own. */
const NEVER_MILLIS = 24 * 60 * 60 * 1000;

/**
 * Elasticsearch through its official client. The configuration allows basic authentication, or none. The client is imported here because
 * it is not part of the functions' bundles, which would otherwise require it at the top.
 */
export async function elasticsearchTransport(configuration: SearchConfiguration): Promise<SearchTransport> {
  const { Client, errors } = await import('@elastic/elasticsearch');
  const { url, authentication, ca } = configuration;
  const client = new Client({
    node: url,
    maxRetries: 0,
    // lines may have members of such names, which JSON.parse turns into ordinary members; otherwise no response with such a line could be
    // read
    disablePrototypePoisoningProtection: true,
    requestTimeout: NEVER_MILLIS,
    ...(ca === undefined ? {} : { tls: { ca } }),
    ...(authentication.kind === 'basic'
      ? { auth: { username: authentication.username, password: authentication.password() } }
      : {}),
  });
  return {
    async send({ method, path, body, bulkBody, headers = {}, numbers, timeoutMillis }) {
      const content = bulkBody === undefined ? (body === undefined ? {} : { body }) : { bulkBody };
      const signal = AbortSignal.timeout(timeoutMillis);
      try {
        const answer = await client.transport.request(
          { method, path, ...content },
          { meta: true, headers: { ...headers }, signal, asStream: numbers !== undefined },
        );
        const said = answer.body;
        return { status: answer.statusCode, body: numbers === undefined ? said : await readWithNumbers(said, numbers) };
      } catch (error) {
        if (error instanceof errors.ResponseError) return { status: error.statusCode ?? 0, body: error.body };
        throw signal.aborted ? new Error(`no answer within ${timeoutMillis} ms`, { cause: error }) : error;
      }
    },
    close: () => client.close(),
  };
}
