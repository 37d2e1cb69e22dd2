import type { LogField } from '../fields.ts';
import type { Condition } from '../search/conditions.ts';
import type { Span } from '../time/span.ts';
import type { WitnessLine } from './proof.ts';
import type { Sample } from './statistics.ts';

/** A condition on a log document. */
export type LogCondition = Condition<LogField>;

/**
 * What is counted of the logs, window by window. Only what every engine counts exactly on any number of shards: all groups of a composite
 * aggregation, page by page, with counts, first and last times. Different values are counted by listing their groups.
 */
export interface Question {
  readonly where: LogCondition;
  /** One row for each of its values in a window. Absent: one row a window. */
  readonly entity?: LogField;
  /** One row for each of its values with each entity: what different values are counted of. */
  readonly other?: LogField;
  /** Which documents of a row's other value are counted besides, whatever their entity: what else an address did in the window. */
  readonly elsewhere?: LogCondition;
  /** Rows of fewer documents are left out, at no cost: of an entity that may have another value in each line. Default: 1. */
  readonly least?: number;
  /** Which of a row's documents are counted separately, by name. */
  readonly parts?: Readonly<Record<string, LogCondition>>;
  /** Whether the parts' first and last times are needed, which cost as much as the counts. Default: false. */
  readonly timesOfParts?: boolean;
  /** Whether each row's smallest and largest offset in a file are needed. Default: false. */
  readonly offsets?: boolean;
}

/** Documents that were counted. Times are epoch milliseconds, and absent where there are none, or where the question needs none. */
export interface Counted {
  readonly count: number;
  readonly firstMillis?: number;
  readonly lastMillis?: number;
}

/** One group of a question's answer. */
export interface CountRow {
  /** Where its window begins, epoch milliseconds. */
  readonly fromMillis: number;
  /** Empty where the question names no field. */
  readonly entity: string;
  readonly other: string;
  readonly count: number;
  readonly parts: Readonly<Record<string, Counted>>;
  /** See {@link Question.elsewhere}; absent where the question does not ask for it. */
  readonly elsewhere?: number;
  /** The smallest and the largest `log.offset`; absent where there is none, or where the question needs none. */
  readonly offsets?: { readonly first: number; readonly last: number };
}

/** What a baseline keeps of an entity in a window. */
export interface Tally {
  readonly hits: number;
  /** Of how many; what a rate is a share of. */
  readonly total: number;
}

/** What a rule learns from, and how far back. */
export interface HistoryPlan {
  /** Windows before the one that is judged. */
  readonly before: number;
  /** Windows at the same hour of the week, one for each of so many weeks before. */
  readonly weeks: number;
  /** Whether the tally of each entity is kept, or only that of all together. */
  readonly of: 'each entity' | 'all entities';
  /** What of an entity's rows in one window is kept. */
  readonly tally: (rows: readonly CountRow[]) => Tally;
  /** What the hits of all entities are: their sum, or the most that one of them has. Default: the sum. */
  readonly together?: 'sum' | 'most';
  /** Documents of a window, whatever their entity, that make up its total. Default: the sum of the entities' totals. */
  readonly population?: LogCondition;
  /** Whether an entity that does not occur in a window is judged there all the same, by its history. Default: false. */
  readonly judgesAbsence?: boolean;
}

/** One window that is learned from. */
export interface HistorySample extends Sample {
  readonly fromMillis: number;
  /** Hits of all entities, or the most that one of them had, as the rule's plan says. */
  readonly allHits: number;
  /** The entity's own total; absent where it was not there, or where nothing is known of it. */
  readonly ownTotal?: number;
}

/** What is usual for an entity at that time. */
export interface Baseline {
  readonly basis: 'hour of the week' | 'windows before';
  /** In order of time. `hits` are the entity's, `total` that of all. */
  readonly samples: readonly HistorySample[];
}

/** All that a rule knows about an entity in a window. */
export interface Evidence {
  readonly entity: string;
  readonly fromMillis: number;
  /** The rows of the window. */
  readonly own: readonly CountRow[];
  /** The rows of the windows before it, as many as the rule looks back, in order of time. */
  readonly before: readonly CountRow[];
  /** Of all entities in the window; zeros where the rule keeps no history. */
  readonly all: Tally;
  /** The same of the windows before it, as many as the rule looks back. */
  readonly allBefore: Tally;
  /** Absent where the rule keeps none, or where less than six windows are known. */
  readonly baseline?: Baseline | undefined;
}

/** How sure a finding is: `high` where a person would act at once, `medium` where one would look. */
export type Confidence = 'high' | 'medium';

/** What a rule says of an entity in a window. */
export interface Verdict {
  readonly confidence: Confidence;
  /** What led to it, with the unit in the name where it is not a count. Whole, or rounded to one decimal place. */
  readonly numbers: Readonly<Record<string, number>>;
  /** One sentence, whose subject is the entity. */
  readonly text: string;
  /** Which lines prove it, where not all of the rule's in all of its windows do. */
  readonly proof?: Span & { readonly where: LogCondition };
}

/** A rule: what it counts, and how it judges the counts. */
export interface Rule {
  readonly name: string;
  /** Raised with every change of what it finds: findings of an earlier version are withdrawn. */
  readonly version: number;
  /** What it finds, in one sentence. */
  readonly sentence: string;
  /** What looks like it and is not, and why it is not found. */
  readonly trap: string;
  /** What would switch it off: what the logs have to lack for it to find nothing. */
  readonly needs: string;
  /** A divisor or a multiple of an hour; windows are aligned to the epoch. */
  readonly windowMillis: number;
  /** How many windows before belong to the evidence. */
  readonly lookback: number;
  /**
   * Whether a window is judged only once the data have passed it. Otherwise it is judged as lines arrive: right where more lines make a
   * finding no weaker, and where what is judged is a share.
   */
  readonly isWhole: boolean;
  readonly question: Question;
  /**
   * Which entities are looked at with their other values: those with so many documents of this kind in some window, which are few where most
   * are of another kind. Default: all.
   */
  readonly screen?: { readonly where: LogCondition; readonly least: number };
  /** Which rows can lead to a finding at all: for others no history is read. Default: all. */
  readonly isCandidate?: (rows: readonly CountRow[]) => boolean;
  readonly history?: HistoryPlan;
  /** Whether findings of different entities at the same time have one cause. */
  readonly cause: 'each entity' | 'all entities';
  /** The lines that prove a finding, of its entity in its windows. */
  readonly proof: LogCondition;
  /**
   * Whether the first lines that prove a finding do: of a rule that needs so few that all could be of one request. They are more than are
   * named at most, or all there are. Default: they do.
   */
  readonly isProvedBy?: (lines: readonly WitnessLine[]) => boolean;
  readonly judge: (evidence: Evidence) => Verdict | undefined;
}
