import { createServer, type IncomingMessage, request as forward, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the proxy does with a request instead of forwarding it. */
export type Fault =
  /** Returns this status without forwarding the request. */
  | { readonly kind: 'status'; readonly status: number }
  /** Closes the connection without a response. */
  | { readonly kind: 'close' }
  /** Lets the server do the work, then closes the connection without a response. */
  | { readonly kind: 'lose-answer' }
  /** Never responds. */
  | { readonly kind: 'hang' };

/** A proxy in front of a real HTTP server that breaks selected requests. */
export interface FaultProxy {
  readonly url: string;
  /**
   * Lets the next `passing` requests whose path matches through, breaks `times` after them, then works again. A later call
   * replaces an earlier one.
   */
  inject(fault: Fault, times?: number, path?: RegExp, passing?: number): void;
  /** Stops breaking requests. */
  clear(): void;
  /** How many requests were broken. */
  readonly broken: number;
  /** Closes at once, with all its connections. */
  close(): Promise<void>;
}

/** Starts a proxy on a free port of 127.0.0.1 that forwards to `target` (scheme, host and port; http only). */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let next: { fault: Fault; times: number; path: RegExp; passing: number } | undefined;
  let broken = 0;

  function faultFor(path: string): Fault | undefined {
    if (next === undefined || next.times === 0 || !next.path.test(path)) return undefined;
    if (next.passing > 0) {
      next.passing -= 1;
      return undefined;
    }
    next.times -= 1;
    broken += 1;
    return next.fault;
  }

  const server = createServer((incoming, outgoing) => {
    const fault = faultFor(incoming.url ?? '');
    if (fault === undefined || fault.kind === 'lose-answer') {
      pass(target, incoming, outgoing, fault !== undefined);
      return;
    }
    if (fault.kind === 'close') {
      incoming.socket.destroy();
      return;
    }
    // the body is read to its end, as by a server that responds afterwards
    incoming.resume();
    if (fault.kind === 'status') incoming.once('end', () => outgoing.writeHead(fault.status).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    inject(fault, times = Infinity, path = /./, passing = 0) {
      next = { fault, times, path, passing };
    },
    clear() {
      next = undefined;
    },
    get broken() {
      return broken;
    },
    close() {
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      server.closeAllConnections();
      return closed;
    },
  };
}

function pass(target: string, incoming: IncomingMessage, outgoing: ServerResponse, loseAnswer: boolean): void {
  const { method, url, headers } = incoming;
  const sent = forward(new URL(url ?? '/', target), { method, headers }, (answer) => {
    if (loseAnswer) {
      answer.resume().once('end', () => incoming.socket.destroy());
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  sent.once('error', () => incoming.socket.destroy());
  incoming.pipe(sent);
}
