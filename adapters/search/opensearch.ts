import type { ClientOptions } from '@opensearch-project/opensearch';
import { Client, errors } from '@opensearch-project/opensearch';
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3';
import { within } from '../deadline.ts';
import type { SearchAuthentication, SearchConfiguration } from './configuration.ts';
import { readWithNumbers } from './numbers.ts';
import type { SearchTransport } from './transport.ts';

/** OpenSearch through its official client: a self-managed node, or a domain of Amazon OpenSearch Service. */
export function openSearchTransport({ url, authentication, ca }: SearchConfiguration): SearchTransport {
  const client = new Client({
    node: url,
    maxRetries: 0,
    // lines may have members of such names, which JSON.parse turns into ordinary members; otherwise no response with such a line could be
    // read
    disablePrototypePoisoningProtection: true,
    ...(ca === undefined ? {} : { ssl: { ca } }),
    ...identityOf(authentication),
  });
  return {
    async send({ method, path, body, bulkBody, headers = {}, numbers, timeoutMillis }) {
      const content = bulkBody === undefined ? (body === undefined ? {} : { body }) : { bulkBody };
      const sent = client.transport.request(
        { method, path, ...content },
        { headers: { ...headers }, requestTimeout: timeoutMillis, asStream: numbers !== undefined },
      );
      // The client's time-out limits idle time, not the whole request, and ends with the first byte of the response.
      const late = (): Error => {
        sent.abort();
        return new Error(`no answer within ${timeoutMillis} ms`);
      };
      try {
        const answer = sent.then(async ({ statusCode, body: said }) => ({
          status: statusCode ?? 0,
          body: numbers === undefined ? (said as unknown) : await readWithNumbers(said, numbers),
        }));
        return await within(timeoutMillis, answer, late);
      } catch (error) {
        if (!(error instanceof errors.ResponseError)) throw error;
        return { status: error.meta.statusCode ?? 0, body: error.meta.body as unknown };
      }
    },
    close: () => client.close(),
  };
}

function identityOf(authentication: SearchAuthentication): ClientOptions {
  switch (authentication.kind) {
    case 'none':
      return {};
    case 'basic':
      return { auth: { username: authentication.username, password: authentication.password() } };
    case 'sigv4': {
      const { region, credentials } = authentication;
      const given = credentials === undefined ? {} : { getCredentials: () => Promise.resolve(credentials) };
      return AwsSigv4Signer({ region, service: 'es', ...given });
    }
  }
}
