import { HOUR_MILLIS } from '../../time/units.ts';
import { isRequest } from '../request.ts';
import type { Baseline, Counted, CountRow, LogCondition, Rule } from '../rule.ts';
import { learnAll } from './thresholds.ts';

/**
 * Systems of one kind: a phone that asks for a page as desktops have it says that it is one of them (iOS then says macOS, Android says
 * Linux), and a program in an app says what the app runs on, or nothing.
 */
const systems = {
  Apple: { field: 'user_agent.os.name', is: ['iOS', 'macOS', 'tvOS', 'watchOS'] },
  'Android or Linux': {
    field: 'user_agent.os.name',
    is: ['Android', 'Chrome OS', 'HarmonyOS', 'Linux', 'Tizen', 'WebOS'],
  },
  Windows: { field: 'user_agent.os.name', is: ['Windows', 'Windows Phone'] },
  'no system': {
    all: [{ field: 'user_agent.original', exists: true }, { not: { field: 'user_agent.os.name', exists: true } }],
  },
} as const satisfies Readonly<Record<string, LogCondition>>;

const ofSession: LogCondition = { all: [{ field: 'session.id', exists: true }, isRequest] };

/** From where a session was used. */
interface Network {
  /** Its number (AS). */
  readonly name: string;
  readonly systems: ReadonlySet<string>;
  readonly count: number;
  readonly firstMillis: number;
  readonly lastMillis: number;
}

function networkOf(name: string, rows: readonly CountRow[]): Network {
  const used = rows.flatMap(({ parts }) => Object.entries(parts).filter(([, { count }]) => count > 0));
  const times = (of: (counted: Counted) => number | undefined): number[] => used.map(([, one]) => of(one) ?? NaN);
  return {
    name,
    systems: new Set(used.map(([system]) => system)),
    count: rows.reduce((sum, { count }) => sum + count, 0),
    firstMillis: Math.min(...times(({ firstMillis }) => firstMillis)),
    lastMillis: Math.max(...times(({ lastMillis }) => lastMillis)),
  };
}

/** The networks of a session, in the order in which it was used from them; those of which no request names its program are left out. */
function networksOf(rows: readonly CountRow[]): Network[] {
  return Array.from(
    Map.groupBy(rows, ({ other }) => other),
    ([name, own]) => networkOf(name, own),
  )
    .filter((network) => network.systems.size > 0)
    .toSorted((a, b) => a.firstMillis - b.firstMillis || (a.name < b.name ? -1 : 1));
}

/** Who went on in a session from a second network, on systems of which its first one saw none. */
function changeOf(rows: readonly CountRow[]): { readonly owner: Network; readonly other: Network } | undefined {
  const [owner, ...others] = networksOf(rows);
  const other = others.find(({ systems: used }) => ![...used].some((system) => owner?.systems.has(system)));
  return owner === undefined || other === undefined ? undefined : { owner, other };
}

/** Where one of so many sessions changes, its id is not the session of one person. */
const SESSIONS_A_CHANGE = 1000;

function isShared(baseline: Baseline): boolean {
  const { hits, total } = learnAll(baseline);
  return hits * SESSIONS_A_CHANGE > total;
}

function named(systemsUsed: ReadonlySet<string>): string {
  return [...systemsUsed].toSorted().join(' and ');
}

/** Somebody has a session that is not theirs. */
export const stolenSession: Rule = {
  name: 'stolen-session',
  version: 1,
  sentence: 'One session goes on from another network with another kind of system.',
  trap: 'A phone that leaves the house: its system stays. A page asked for as desktops have it, or by another program of the same app: iOS and macOS are one kind, Android and Linux another. An id that many share: where one of 1,000 sessions changes, none is found.',
  needs:
    'session.id, source.as.number ([enrichment.md](enrichment.md)) and user_agent.original of requests. It misses a thief who says to have the system of the owner, or who comes from the same network.',
  windowMillis: HOUR_MILLIS,
  lookback: 5,
  isWhole: false,
  question: {
    where: ofSession,
    entity: 'session.id',
    other: 'source.as.number',
    parts: systems,
    timesOfParts: true,
  },
  isCandidate: (rows) => changeOf(rows) !== undefined,
  history: {
    before: 24,
    weeks: 8,
    of: 'all entities',
    tally: (rows) => ({ hits: changeOf(rows) === undefined ? 0 : 1, total: 1 }),
  },
  cause: 'each entity',
  proof: ofSession,
  judge({ entity, own, before, baseline }) {
    const change = changeOf([...before, ...own]);
    if (change === undefined || baseline === undefined || isShared(baseline)) return undefined;
    const { owner, other } = change;
    const isGoingOn = own.some((row) => row.other === other.name);
    if (!isGoingOn) return undefined;
    return {
      // while the owner goes on, too, nobody has merely bought a new device
      confidence: owner.lastMillis > other.firstMillis ? 'high' : 'medium',
      numbers: { requests: other.count, requestsBefore: owner.count, samples: baseline.samples.length },
      text: `Session ${entity} was used from AS${other.name} with ${named(other.systems)}, after it had been used from AS${owner.name} with ${named(owner.systems)}.`,
      proof: {
        fromMillis: other.firstMillis,
        toMillis: other.lastMillis + 1,
        where: { all: [ofSession, { field: 'source.as.number', is: Number(other.name) }] },
      },
    };
  },
};
