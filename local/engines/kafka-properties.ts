import type { Guard } from './guard.ts';

/** The ports of one broker. */
export interface BrokerPorts {
  /** The listener for clients. */
  readonly client: number;
  readonly controller: number;
  /** SASL_SSL with OAUTHBEARER; only with a certificate. */
  readonly saslSsl?: number;
}

/** The input for a broker's server.properties. */
export interface BrokerPlan {
  /** From 1. */
  readonly nodeId: number;
  readonly ports: BrokerPorts;
  /** The ports of all brokers of the cluster, in the order of their node ids. */
  readonly cluster: readonly BrokerPorts[];
  readonly logFolder: string;
  /** A PEM file with a private key and its certificate chain, for the TLS listener. */
  readonly certificateFile?: string;
  /** TLS and one user on all listeners (SASL/PLAIN). Default: unprotected. */
  readonly guard?: Guard;
  /** Settings that extend or override ours. */
  readonly settings?: Readonly<Record<string, string>>;
}

const plainLogin = 'org.apache.kafka.common.security.plain.PlainLoginModule';
const oauth = 'listener.name.sasl_ssl.oauthbearer.sasl';
const unsecured =
  'org.apache.kafka.common.security.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler';

/**
 * The settings of a combined broker and controller. They differ from Kafka's defaults because a few brokers share one machine, or because
 * MSK sets them so (https://docs.aws.amazon.com/msk/latest/developerguide/msk-default-configuration.html:
 * auto.create.topics.enable=false; min.insync.replicas=2 in three zones).
 */
export function brokerProperties(plan: BrokerPlan): string {
  const { cluster, ports } = plan;
  const replicas = String(Math.min(3, cluster.length));
  const inSync = cluster.length < 3 ? '1' : '2';
  const clientListeners = [`CLIENT://127.0.0.1:${ports.client}`];
  if (ports.saslSsl !== undefined) clientListeners.push(`SASL_SSL://127.0.0.1:${ports.saslSsl}`);
  const properties: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': String(plan.nodeId),
    'controller.quorum.voters': cluster
      .map(({ controller }, index) => `${index + 1}@127.0.0.1:${controller}`)
      .join(','),
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'CLIENT',
    'listener.security.protocol.map': protocolMap(plan.guard === undefined ? 'PLAINTEXT' : 'SASL_SSL'),
    listeners: [...clientListeners, `CONTROLLER://127.0.0.1:${ports.controller}`].join(','),
    'advertised.listeners': clientListeners.join(','),
    'log.dirs': plan.logFolder,
    'auto.create.topics.enable': 'false',
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': '5',
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'group.initial.rebalance.delay.ms': '0',
    // After a crash the same broker can only rejoin once its old session has ended: after 9 s by default.
    'broker.session.timeout.ms': '4000',
    'broker.heartbeat.interval.ms': '500',
    ...(plan.certificateFile === undefined ? {} : oauthProperties(plan.certificateFile)),
    ...(plan.guard === undefined ? {} : guardProperties(plan.guard)),
    ...plan.settings,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${escaped(value)}\n`)
    .join('');
}

/** Java reads such files as Latin-1, and a backslash as the beginning of an escape (java.util.Properties, `load`). */
function escaped(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function protocolMap(protocol: 'PLAINTEXT' | 'SASL_SSL'): string {
  return `CLIENT:${protocol},SASL_SSL:SASL_SSL,CONTROLLER:${protocol}`;
}

/** As in the compose file: name and password over TLS, for clients, between brokers, and to the controller. */
function guardProperties({ user, keyStoreFile, authorityFile }: Guard): Record<string, string> {
  const { name, password } = user;
  const login = `${plainLogin} required username="${name}" password="${password}" user_${name}="${password}";`;
  return {
    'sasl.enabled.mechanisms': 'PLAIN',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'sasl.mechanism.controller.protocol': 'PLAIN',
    'listener.name.client.plain.sasl.jaas.config': login,
    'listener.name.controller.plain.sasl.jaas.config': login,
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': keyStoreFile,
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.location': authorityFile,
  };
}

/** Accepts unsigned tokens (RFC 7519, section 6): enough to test a client's OAUTHBEARER and TLS, and nothing else. */
function oauthProperties(certificateFile: string): Record<string, string> {
  return {
    'sasl.enabled.mechanisms': 'OAUTHBEARER',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': certificateFile,
    [`${oauth}.jaas.config`]:
      'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";',
    [`${oauth}.server.callback.handler.class`]: unsecured,
  };
}
