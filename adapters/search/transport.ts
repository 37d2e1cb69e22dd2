import type { NumberReading } from '../../core/ports.ts';

/** One HTTP request to a search engine. */
export interface SearchRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/`; includes the query string. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
  /** Ready-made NDJSON, sent as it is. */
  readonly bulkBody?: Buffer;
  /** Added to those that the client sets, or replacing them; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: as JSON.parse reads them. */
  readonly numbers?: NumberReading | undefined;
  /** Limit for request and response together. */
  readonly timeoutMillis: number;
}

/** The response, whatever its status. */
export interface SearchResponse {
  readonly status: number;
  /** Parsed where it was JSON. */
  readonly body: unknown;
}

/** The official client of one engine, reduced to sending a request once: the caller decides whether to retry. */
export interface SearchTransport {
  /** @throws Error where no response came: connection, certificate or time-out. */
  send(request: SearchRequest): Promise<SearchResponse>;
  close(): Promise<void>;
}
