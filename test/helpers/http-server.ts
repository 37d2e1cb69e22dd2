import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A received request. */
export interface SeenRequest {
  readonly method: string;
  /** With the query string. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** A small HTTP server on 127.0.0.1 that responds as a test says. */
export interface AnsweringServer {
  readonly url: string;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

/**
 * @param answer called for each request, 0 being the first, once its body is there
 * @param tls PEM text of a certificate and its key; default: no TLS
 * @param address to listen at
 */
export async function answeringServer(
  answer: (response: ServerResponse, request: SeenRequest, index: number) => void,
  tls?: { readonly cert: string; readonly key: string },
  address = '127.0.0.1',
): Promise<AnsweringServer> {
  const seen: SeenRequest[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, path: url, headers, body: Buffer.concat(chunks) };
      answer(response, one, seen.push(one) - 1);
    });
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${address}:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
