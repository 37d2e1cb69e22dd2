import type { Environment } from '../../adapters/environment-variables.ts';
import { KafkaInsightError } from '../../core/errors.ts';

interface Password {
  readonly whose: string;
  readonly minimumCharacters: number;
}

/** Kibana's documentation, "Security settings": 32 characters or more. */
const KIBANA_KEY_CHARACTERS = 32;
const PASSWORD_CHARACTERS = 12;

/** The passwords and keys that .env must contain, and who uses them. */
export const PASSWORDS = {
  ELASTIC_PASSWORD: {
    whose: 'the password of the user `elastic`, with whom you sign in to Kibana',
    minimumCharacters: PASSWORD_CHARACTERS,
  },
  KIBANA_PASSWORD: {
    whose: "the password of Kibana's own user `kibana_system`",
    minimumCharacters: PASSWORD_CHARACTERS,
  },
  KAFKA_PASSWORD: { whose: 'the password of the users of Kafka', minimumCharacters: PASSWORD_CHARACTERS },
  PIPELINE_PASSWORD: {
    whose: "the password of the pipeline's user in Elasticsearch",
    minimumCharacters: PASSWORD_CHARACTERS,
  },
  KIBANA_SESSION_KEY: {
    whose: 'the key by which Kibana encrypts sessions',
    minimumCharacters: KIBANA_KEY_CHARACTERS,
  },
  KIBANA_OBJECTS_KEY: {
    whose: 'the key by which Kibana encrypts secrets in saved objects',
    minimumCharacters: KIBANA_KEY_CHARACTERS,
  },
  KIBANA_REPORTING_KEY: {
    whose: 'the key by which Kibana encrypts reports',
    minimumCharacters: KIBANA_KEY_CHARACTERS,
  },
} as const satisfies Record<string, Password>;

/** The placeholder for passwords in .env.example. */
export const PLACEHOLDER = 'change-me';

const MAXIMUM_CHARACTERS = 64;
/** Characters without a special meaning in a shell, a compose file, a URL or Kafka's JAAS configuration. */
const PATTERN = /^[A-Za-z0-9._~-]*$/;
const KNOWN = new Set([PLACEHOLDER, 'changeme', 'change-me-please', 'elastic', 'password', 'kafkainsight']);

/** What is wrong with the passwords and keys, a sentence each; empty where all are good. No sentence contains a password. */
export function passwordProblems(environment: Environment): string[] {
  return Object.entries(PASSWORDS).flatMap(([name, { whose, minimumCharacters }]) => {
    const password = environment[name] ?? '';
    if (password === '') return [`${name} is missing: ${whose}.`];
    if (KNOWN.has(password.toLowerCase()))
      return [`${name} is still the default, which everybody knows. Choose another.`];
    const isLongEnough = password.length >= minimumCharacters && password.length <= MAXIMUM_CHARACTERS;
    if (isLongEnough && PATTERN.test(password)) return [];
    return [
      `${name} must have ${minimumCharacters} to ${MAXIMUM_CHARACTERS} characters: letters, digits and . _ ~ - (nothing that a shell or a URL would change).`,
    ];
  });
}

/** Errors: CONFIGURATION_INVALID, listing everything that is wrong with the passwords. */
export function requirePasswords(environment: Environment): Readonly<Record<keyof typeof PASSWORDS, string>> {
  const problems = passwordProblems(environment);
  if (problems.length > 0) {
    throw new KafkaInsightError(
      'CONFIGURATION_INVALID',
      `The passwords in local/.env are not valid:\n${problems.map((problem) => `- ${problem}`).join('\n')}\nChange them and start again.`,
    );
  }
  return Object.fromEntries(Object.keys(PASSWORDS).map((name) => [name, environment[name] ?? ''])) as Record<
    keyof typeof PASSWORDS,
    string
  >;
}
