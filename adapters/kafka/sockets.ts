import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

/** The value in kafkajs's network/socketFactory.js. */
const KEEP_ALIVE_DELAY_MILLIS = 60_000;

/** The connections of one kafkajs client. They can be ended whatever kafkajs is doing with them. */
export interface Sockets {
  /** For kafkajs's `socketFactory`. */
  readonly open: ISocketFactory;
  /** For kafkajs's `brokers`: the bootstrap brokers. */
  readonly brokers: () => string[];
  /**
   * Closes all of them at once, whatever is in flight, and opens no more, which ends kafkajs's retries too. A broker may still carry out
   * what it has received by then.
   */
  end(): void;
}

/**
 * kafkajs has no way to cancel a call: closing its client waits for the broker, and an abandoned call continues, for minutes where a
 * broker does not respond (`producer/sendMessages.js` reconnects). So we provide its sockets.
 *
 * @param brokers `host:port` of each bootstrap broker
 */
export function createSockets(brokers: readonly string[]): Sockets {
  const sockets = new Set<Socket>();
  let isEnded = false;
  return {
    // kafkajs retries any error except that there is no broker at all (cluster/connectionPoolBuilder.js)
    brokers: () => (isEnded ? [] : [...brokers]),
    open: ({ host, port, ssl, onConnect }) => {
      if (isEnded) throw new Error('The call was given up.');
      // without TLS kafkajs passes undefined, although its types say otherwise
      const socket = (ssl as typeof ssl | undefined)
        ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...ssl }, onConnect)
        : connect({ host, port }, onConnect);
      sockets.add(socket.setKeepAlive(true, KEEP_ALIVE_DELAY_MILLIS));
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
    end() {
      isEnded = true;
      // with an error: kafkajs listens for no other event of a socket closed on this side
      for (const socket of sockets) socket.destroy(new Error('The call was given up.'));
    },
  };
}
