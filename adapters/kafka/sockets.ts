import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

/** As kafkajs's own sockets have it (its network/socketFactory.js). */
const KEEP_ALIVE_DELAY_MILLIS = 60_000;

/** The connections of one kafkajs client, which can be ended whatever kafkajs is doing with them. */
export interface Sockets {
  /** For kafkajs's `socketFactory`. */
  readonly open: ISocketFactory;
  /** For kafkajs's `brokers`: those to begin with. */
  readonly brokers: () => string[];
  /**
   * Closes all at once, requests and answers on their way included, and opens no more: what kafkajs would try again ends
   * too. What a broker's machine has received by then may be done all the same.
   */
  end(): void;
}

/**
 * kafkajs has no way to cancel a call: closing its client waits for the broker, and a call that was given up goes on, for
 * minutes where a broker is silent (`producer/sendMessages.js` connects anew). So its sockets are ours.
 *
 * @param brokers `host:port` of each bootstrap broker
 */
export function createSockets(brokers: readonly string[]): Sockets {
  const sockets = new Set<Socket>();
  let isEnded = false;
  return {
    // kafkajs tries any other error again; that there is no broker at all it does not (cluster/connectionPoolBuilder.js)
    brokers: () => (isEnded ? [] : [...brokers]),
    open: ({ host, port, ssl, onConnect }) => {
      if (isEnded) throw new Error('The call was given up.');
      // without TLS kafkajs passes none, whatever its types say
      const socket = (ssl as typeof ssl | undefined)
        ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }), ...ssl }, onConnect)
        : connect({ host, port }, onConnect);
      sockets.add(socket.setKeepAlive(true, KEEP_ALIVE_DELAY_MILLIS));
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
    end() {
      isEnded = true;
      // with an error, since kafkajs listens for no other end that begins here
      for (const socket of sockets) socket.destroy(new Error('The call was given up.'));
    },
  };
}
