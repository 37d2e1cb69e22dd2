/** Reads local/compose.yaml as `docker compose` would: with variables, anchors and merge keys resolved. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';

export const LOCAL_FOLDER = path.join(import.meta.dirname, '../../local');

const strings = v.array(v.string());
const healthcheck = v.object({
  disable: v.optional(v.boolean()),
  test: v.optional(strings),
  interval: v.optional(v.string()),
  timeout: v.optional(v.string()),
  start_period: v.optional(v.string()),
  retries: v.optional(v.number()),
});

const service = v.object({
  image: v.string(),
  build: v.optional(v.object({ context: v.string(), dockerfile: v.string() })),
  pull_policy: v.optional(v.string()),
  profiles: v.optional(strings, []),
  command: v.optional(strings, []),
  entrypoint: v.optional(strings),
  environment: v.optional(v.record(v.string(), v.pipe(v.union([v.string(), v.number()]), v.transform(String))), {}),
  depends_on: v.optional(
    v.record(
      v.string(),
      v.object({
        condition: v.picklist(['service_started', 'service_healthy', 'service_completed_successfully']),
        restart: v.optional(v.boolean()),
      }),
    ),
    {},
  ),
  volumes: v.optional(strings, []),
  ports: v.optional(strings, []),
  restart: v.optional(v.string()),
  read_only: v.optional(v.boolean(), false),
  cap_drop: v.optional(strings, []),
  tmpfs: v.optional(strings, []),
  mem_limit: v.string(),
  stop_grace_period: v.optional(v.string()),
  healthcheck: v.optional(healthcheck),
  logging: v.object({ driver: v.string(), options: v.record(v.string(), v.string()) }),
});

const file = v.object({ services: v.record(v.string(), service), volumes: v.record(v.string(), v.null()) });

type ComposeFile = v.InferOutput<typeof file>;

/** The unprocessed text. */
export function composeText(): string {
  return readFileSync(path.join(LOCAL_FOLDER, 'compose.yaml'), 'utf8');
}

/** The file with the values of a .env file. Throws where a required one is missing, with the file's own message. */
export function readComposeFile(environment: Readonly<Record<string, string>>): ComposeFile {
  return v.parse(
    file,
    parse(
      composeText(),
      (_key, value: unknown) => (typeof value === 'string' ? interpolated(value, environment) : value),
      { merge: true },
    ),
  );
}

/** `$$`, `${NAME}`, `${NAME:-default}` and `${NAME:?message}`, as the Compose specification defines them ("Interpolation"). */
function interpolated(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (whole: string, name?: string, operator?: string, rest?: string) => {
      if (name === undefined) return '$';
      const value = environment[name] ?? '';
      if (value !== '' || operator === undefined) return value;
      if (operator === '-') return rest ?? '';
      throw new Error(`${name}: ${rest ?? whole}`);
    },
  );
}

/** The variables of a .env file: lines `NAME=value`, the rest being comments. */
export function variablesOf(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => /^\w+=/.test(line));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** The variables of .env.example, with a valid password in place of each placeholder. */
export function exampleVariables(): Record<string, string> {
  const text = readFileSync(path.join(LOCAL_FOLDER, '.env.example'), 'utf8');
  return variablesOf(text.replaceAll('=change-me\n', '=a-good.Password_1~of-32-characters\n'));
}
