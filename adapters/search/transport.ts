/** One HTTP request to a search engine. */
export interface SearchRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/`; the query string with it. */
  readonly path: string;
  /** Printed as JSON. */
  readonly body?: object;
  /** Ready-made NDJSON, sent as it is. */
  readonly bulkBody?: Buffer;
  /** Beside those that the client sets, or in their place; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The longest that request and answer may take together. */
  readonly timeoutMillis: number;
}

/** What came back, whatever the status. */
export interface SearchResponse {
  readonly status: number;
  /** Parsed where it was JSON. */
  readonly body: unknown;
}

/** The official client of one engine, reduced to sending a request once: whether to try again is the caller's to decide. */
export interface SearchTransport {
  /** @throws Error where no answer came: the connection, the certificate, the time-out. */
  send(request: SearchRequest): Promise<SearchResponse>;
  close(): Promise<void>;
}
