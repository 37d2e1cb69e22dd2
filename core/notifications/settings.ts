import * as v from 'valibot';

/** How people are notified of cases. */
const kinds = ['email', 'slack', 'teams', 'pagerduty', 'webhook'] as const;

/** Names that are valid in ids, in a secret's JSON and in file names. */
const NAME = /^[a-z][a-z0-9-]{0,31}$/;
const TIME_OF_DAY = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const EMAIL = /^[^@\s]+@[^@\s]+$/;
const DEFAULT_MESSAGES_PER_HOUR = 10;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

const timeOfDay = v.pipe(v.string(), v.regex(TIME_OF_DAY, 'must be a time such as 22:00'));

const quietHours = v.pipe(
  v.strictObject({
    /** Local time at which they begin, and at which they end; over midnight where the end is earlier. */
    from: timeOfDay,
    to: timeOfDay,
    timeZone: v.pipe(v.string(), v.check(isTimeZone, 'must be a zone of the IANA database, e.g. Europe/Berlin')),
  }),
  v.check(({ from, to }) => from !== to, 'must begin and end at different times'),
);

const destination = v.pipe(
  v.strictObject({
    name: v.pipe(v.string(), v.regex(NAME, 'must be lower-case letters, digits and -, a letter first, at most 32')),
    kind: v.picklist(kinds, `must be one of ${kinds.join(', ')}`),
    /** Recipients; of an e-mail destination only. */
    addresses: v.exactOptional(
      v.pipe(
        v.array(v.pipe(v.string(), v.regex(EMAIL, 'must be an e-mail address'))),
        v.minLength(1, 'must name at least one address'),
        v.readonly(),
      ),
    ),
    /** How sure a case has to be. Default: medium, which is all of them. */
    least: v.exactOptional(v.picklist(['medium', 'high'], 'must be medium or high')),
    /** Which rules. Default: all. */
    rules: v.exactOptional(v.pipe(v.array(v.string()), v.readonly())),
    /** When nothing is sent; what is due then is sent after them. Default: never. */
    quietHours: v.exactOptional(quietHours),
    /** Messages in any 60 minutes; what exceeds them is summed in one more. */
    messagesPerHour: v.optional(
      v.pipe(
        v.number(),
        v.integer('must be a whole number'),
        v.minValue(1, 'must be from 1 to 1000'),
        v.maxValue(1000, 'must be from 1 to 1000'),
      ),
      DEFAULT_MESSAGES_PER_HOUR,
    ),
  }),
  v.check(
    ({ kind, addresses }) => (kind === 'email') === (addresses !== undefined),
    'must have addresses if its kind is email, and only then',
  ),
);

/** Where messages about cases are sent; secret addresses and keys are elsewhere. */
export const destinationsSchema = v.pipe(
  v.array(destination),
  v.minLength(1, 'must name at least one destination'),
  v.check((all) => new Set(all.map(({ name }) => name)).size === all.length, 'must have names that differ'),
);

/** A destination with its defaults. */
export type Destination = v.InferOutput<typeof destination>;
/** A destination as it is configured. */
export type DestinationInput = v.InferInput<typeof destination>;
export type QuietHours = v.InferOutput<typeof quietHours>;

/** Everything that is wrong with destinations, each problem with its place; an empty list where they are valid. */
export function destinationProblems(destinations: unknown): readonly string[] {
  const { issues = [] } = v.safeParse(destinationsSchema, destinations);
  return issues.map((issue) => `${['notifications', v.getDotPath(issue) ?? []].flat().join('.')}: ${issue.message}`);
}
