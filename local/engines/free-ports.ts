import { connect, createServer } from 'node:net';
import { KafkaInsightError } from '../../core/errors.ts';

/** Ports assigned by this process: two servers started at once must not get the same one before they listen on it. */
const given = new Set<number>();

/** Where to look for a free port, both ends included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
  /** The port to try first, within the range; those before it are tried last. Default: the first. */
  readonly preferred?: number;
}

/**
 * The first free TCP port of 127.0.0.1 in a range.
 * @throws KafkaInsightError PORT_TAKEN where all are taken.
 */
export async function freePort({ first, last, preferred = first }: PortRange): Promise<number> {
  const count = last - first + 1;
  for (let step = 0; step < count; step++) {
    const port = first + ((preferred - first + step) % count);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
    given.delete(port);
  }
  throw new KafkaInsightError(
    'PORT_TAKEN',
    `All ports from ${first} to ${last} on 127.0.0.1 are taken. Stop what listens there and try again.`,
  );
}

/** Makes a port available again once the server on it is gone. */
export function releasePort(port: number): void {
  given.delete(port);
}

/** Whether nobody listens on a port: on some systems a port can be bound though another process listens on all addresses. */
export async function isFree(port: number): Promise<boolean> {
  return !(await accepts(port)) && (await canBind(port));
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
