import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KafkaInsightError } from '../../core/errors.ts';

/** A server on the loopback interface. */
export interface LoopbackServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Handles one request; an error that it throws becomes {@link HttpFailure}'s status, or 500. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Serves on 127.0.0.1 only, and only requests addressed to that name or `localhost`: no other machine, and no web page with a rebound
 * name, can reach these endpoints, whatever else they require of a request.
 * @param address port: 0 for any free one; host: only in a container, whose port is published on 127.0.0.1 alone. Errors: PORT_TAKEN.
 */
export async function serveOnLoopback(
  { port, host = '127.0.0.1' }: { readonly port: number; readonly host?: string },
  handle: RequestHandler,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    if (!isLoopbackName(request.headers.host)) {
      response.writeHead(403).end();
      return;
    }
    void handle(request, response);
  });
  // Long polls and uploads of large files both take longer than Node's default limits.
  server.requestTimeout = 0;
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new KafkaInsightError(
      'PORT_TAKEN',
      `Port ${port} of 127.0.0.1 is in use by another program. End that program, or start with --any-ports.`,
      { cause: error },
    );
  }
  const { port: actualPort } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actualPort}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function isLoopbackName(host: string | undefined): boolean {
  return host !== undefined && /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host);
}
