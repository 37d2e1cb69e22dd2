import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { type Environment } from '../../../adapters/environment-variables.ts';
import { passwordProblems, PLACEHOLDER } from '../passwords.ts';

/** The folder of compose.yaml and .env. */
export const COMPOSE_FILE_FOLDER = path.join(import.meta.dirname, '..', '..');

/** The ports on 127.0.0.1 that .env may change, with the defaults of compose.yaml. */
export const PORTS = {
  KIBANA_PORT: 5601,
  ELASTICSEARCH_PORT: 9200,
  KAFKA_PORT: 9092,
  KAFKA_PORT_2: 9192,
  KAFKA_PORT_3: 9292,
  STORE_PORT: 4566,
} as const satisfies Record<string, number>;

export type PortName = keyof typeof PORTS;

/** Writes .env from .env.example with random passwords, where there is none. Returns whether it did. */
export function initEnvFile(folder: string): boolean {
  const file = path.join(folder, '.env');
  if (existsSync(file)) return false;
  const example = readFileSync(path.join(folder, '.env.example'), 'utf8');
  const password = (): string => `=${randomBytes(24).toString('base64url')}\n`;
  writeFileSync(file, example.replaceAll(`=${PLACEHOLDER}\n`, password), { mode: 0o600 });
  return true;
}

/** The variables of .env; the environment of this process wins, as it does for `docker compose`. Undefined where there is no .env. */
export function readEnvFile(folder: string, environment: Environment): Environment | undefined {
  const file = path.join(folder, '.env');
  if (!existsSync(file)) return undefined;
  const variables = parseEnv(readFileSync(file, 'utf8'));
  const overrides = Object.entries(environment).filter(([name, value]) => name in variables && value !== undefined);
  return { ...variables, ...Object.fromEntries(overrides) };
}

/** The port in a variable, or its default; NaN where it is not a port. */
export function portOf(variables: Environment, name: PortName): number {
  const text = variables[name] ?? '';
  if (text === '') return PORTS[name];
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : Number.NaN;
}

/** What is wrong with .env, a sentence each. */
export function envFileProblems(variables: Environment | undefined): string[] {
  if (variables === undefined) {
    return [
      'There is no local/.env. Write it: npm run compose -- --init (with random passwords), or copy local/.env.example and set them.',
    ];
  }
  const ports = (Object.keys(PORTS) as PortName[]).map((name) => ({ name, port: portOf(variables, name) }));
  const wrong = ports
    .filter(({ port }) => Number.isNaN(port))
    .map(({ name }) => `${name} is no port; it must be 1 to 65535.`);
  const twice = ports.filter(({ port }, at) => ports.findIndex((other) => other.port === port) < at);
  return [
    ...passwordProblems(variables),
    ...wrong,
    ...twice.map(({ name, port }) => `${name} is ${port}, which another port of local/.env is too. Give it another.`),
  ];
}
