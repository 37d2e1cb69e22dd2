import type { BulkItemResult, SearchEngine } from '../../core/ports.ts';
import type { SearchConfiguration } from './configuration.ts';
import { isRecord, noAnswer, refusal } from './search-errors.ts';
import type { SearchRequest, SearchResponse, SearchTransport } from './transport.ts';

/** The requested part of a bulk response: the rest would be larger than everything else together. */
const BULK_PATH = '/_bulk?filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason';

const REQUEST_TIMEOUT_MILLIS = 30_000;

/**
 * The configured search engine. Its client is loaded and created at the first request: both clients are large, and a function needs only
 * one.
 */
export function createSearchEngine(configuration: SearchConfiguration): SearchEngine {
  let transport: Promise<SearchTransport> | undefined;

  async function send(doing: string, request: SearchRequest): Promise<SearchResponse> {
    transport ??= loadTransport(configuration);
    try {
      return await (await transport).send(request);
    } catch (error) {
      throw noAnswer(error, doing);
    }
  }

  return {
    kind: configuration.engine,
    async bulk(body, timeoutMillis) {
      const doing = `A bulk request of ${body.length} bytes to ${configuration.url}`;
      const response = await send(doing, { method: 'POST', path: BULK_PATH, bulkBody: body, timeoutMillis });
      const items = response.status === 200 && isRecord(response.body) ? response.body['items'] : undefined;
      if (!Array.isArray(items)) throw refusal(response, doing, false);
      return items.map(itemResult);
    },
    async request(method, path, body, numbers) {
      const doing = `${method} ${configuration.url}${path}`;
      const content = body === undefined ? {} : { body };
      const response = await send(doing, {
        ...{ method, path, ...content, numbers },
        timeoutMillis: REQUEST_TIMEOUT_MILLIS,
      });
      if (response.status === 404) return undefined;
      if (response.status < 200 || response.status > 299) throw refusal(response, doing, true);
      return response.body;
    },
    async close() {
      await (await transport)?.close();
    },
  };
}

async function loadTransport(configuration: SearchConfiguration): Promise<SearchTransport> {
  if (configuration.engine === 'opensearch') {
    const { openSearchTransport } = await import('./opensearch.ts');
    return openSearchTransport(configuration);
  }
  const { elasticsearchTransport } = await import('./elasticsearch.ts');
  return elasticsearchTransport(configuration);
}

/** An item is `{"<action>":{"status":…,"error":{…}}}`. */
function itemResult(item: unknown): BulkItemResult {
  const result: unknown = isRecord(item) ? Object.values(item)[0] : undefined;
  const { status: given, error } = isRecord(result) ? result : {};
  const status = typeof given === 'number' ? given : 0;
  if (!isRecord(error)) return { status };
  const { type, reason } = error;
  return {
    status,
    ...(typeof type === 'string' ? { errorType: type } : {}),
    ...(typeof reason === 'string' ? { errorReason: reason } : {}),
  };
}
