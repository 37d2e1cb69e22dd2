import { KafkaInsightError } from '../../pipeline/errors.ts';
import type { Environment } from '../../adapters/environment.ts';

/** The passwords that .env has to hold, and whose they are. */
export const PASSWORDS = {
  ELASTIC_PASSWORD: 'the user `elastic`, with whom you sign in to Kibana',
  KIBANA_PASSWORD: "Kibana's own user `kibana_system`",
  KAFKA_PASSWORD: 'the users of Kafka',
  PIPELINE_PASSWORD: "the pipeline's user in Elasticsearch",
} as const satisfies Record<string, string>;

/** What stands in .env.example in place of a password. */
export const PLACEHOLDER = 'change-me';

/** Characters that mean nothing to a shell, a compose file, a URL or Kafka's JAAS configuration. */
const PATTERN = /^[A-Za-z0-9._~-]{12,64}$/;
const KNOWN = new Set([PLACEHOLDER, 'changeme', 'change-me-please', 'elastic', 'password', 'kafkainsight']);

/** What is wrong with the passwords, a sentence each; nothing where all are good. No password is in a sentence. */
export function passwordProblems(environment: Environment): string[] {
  return Object.entries(PASSWORDS).flatMap(([name, whose]) => {
    const password = environment[name] ?? '';
    if (password === '') return [`${name} is missing: the password of ${whose}.`];
    if (KNOWN.has(password.toLowerCase()))
      return [`${name} is still the default, which everybody knows. Choose another.`];
    return PATTERN.test(password)
      ? []
      : [
          `${name} must have 12 to 64 characters: letters, digits and . _ ~ - (nothing that a shell or a URL would change).`,
        ];
  });
}

/** Errors: CONFIGURATION_INVALID, naming all that is wrong with the passwords. */
export function requirePasswords(environment: Environment): Readonly<Record<keyof typeof PASSWORDS, string>> {
  const problems = passwordProblems(environment);
  if (problems.length > 0) {
    throw new KafkaInsightError(
      'CONFIGURATION_INVALID',
      `The passwords in local/.env are not good:\n${problems.map((problem) => `- ${problem}`).join('\n')}\nChange them and start again.`,
    );
  }
  const { ELASTIC_PASSWORD = '', KIBANA_PASSWORD = '', KAFKA_PASSWORD = '', PIPELINE_PASSWORD = '' } = environment;
  return { ELASTIC_PASSWORD, KIBANA_PASSWORD, KAFKA_PASSWORD, PIPELINE_PASSWORD };
}
