import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { KafkaInsightError } from '../core/errors.ts';

/** Environment variables of a process. Handlers are passed one; they never read `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Validates an environment against a schema. An empty variable counts as absent, because compose files and shells write `NAME=` for "not
 * set".
 *
 * Schemas of several adapters are combined with `v.intersect([kafkaEnvironment, searchEnvironment, …])`: each returns its result under
 * its own key (`{ kafka }`, `{ search }`, …), and all their problems are reported together.
 *
 * @throws KafkaInsightError CONFIGURATION_INVALID naming every problem at once, without the values: one of them may be a secret in the
 *   wrong place.
 */
export function readEnvironment<const Schema extends v.GenericSchema>(
  schema: Schema,
  environment: Environment,
): v.InferOutput<Schema> {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = v.safeParse(schema, present);
  if (result.success) return result.output;
  // Two schemas may ask for the same variable: its problem is named once.
  const problems = new Set(result.issues.map((issue) => `- ${v.getDotPath(issue) ?? 'all'}: ${issue.message}`));
  throw new KafkaInsightError(
    'CONFIGURATION_INVALID',
    `The environment variables are not valid:\n${[...problems].join('\n')}\nSet them and start again.`,
  );
}

/** A required variable; `meaning` completes the sentence "is missing; it is …". */
export function required(meaning: string): v.GenericSchema<string | undefined, string> {
  return v.pipe(v.optional(v.string(), ''), v.nonEmpty(`is missing; it is ${meaning}`));
}

/** A required variable with a closed list of values. */
export function oneOf<const Option extends string>(
  options: readonly Option[],
): v.GenericSchema<string | undefined, Option> {
  return v.pipe(v.optional(v.string(), ''), v.picklist(options, `must be one of ${options.join(', ')}`));
}

/** A variable that names a file; its value is the text of that file. */
export function textOfFile(): v.GenericSchema<string> {
  return v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      try {
        return readFileSync(dataset.value, 'utf8');
      } catch (error) {
        const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
        addIssue({ message: `names a file that cannot be read (${reason})` });
        return NEVER;
      }
    }),
  );
}

/** A variable that names a PEM file with an authority's certificate; its value is the text of that file. */
export function certificateFile(): v.GenericSchema<string> {
  return v.pipe(textOfFile(), v.includes('-----BEGIN CERTIFICATE-----', 'names a file that holds no PEM certificate'));
}
