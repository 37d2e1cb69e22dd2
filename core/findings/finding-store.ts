import type { Span } from '../time/span.ts';
import type { Case, CaseState, Mute } from './cases.ts';
import type { Finding } from './finding.ts';
import type { WitnessLine } from './proof.ts';
import type { CountRow, LogCondition, Question, Rule, Tally } from './rule.ts';
import type { VisitsState } from './visits-state.ts';

/**
 * How far each index was looked through: for each of its shards the number of the last operation that was. The engines number the
 * operations of a shard one by one, and no clock, no lag and no order of arrival changes that.
 */
export type Positions = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What has changed in the logs since a position. */
export interface Changes {
  readonly positions: Positions;
  /** Hours with documents that were indexed since: where each begins, epoch milliseconds, in order. */
  readonly hours: readonly number[];
  /** The latest time of a document in an index of a period (not an outlier's); `undefined` without any. */
  readonly newestMillis: number | undefined;
  /** How many documents were deleted, by index: the engine counts anew when it starts, or moves a shard. */
  readonly deletions: Readonly<Record<string, number>>;
}

/** How far the logs were judged. */
export interface JudgingState {
  /** The names and versions of the rules that judged; with others, all is judged again. */
  readonly rules: string;
  readonly positions: Positions;
  /** Hours that have changed and were not judged yet. */
  readonly touched: readonly number[];
  /** Hours that were judged while the data had not passed them yet. */
  readonly open: readonly number[];
  /** When something last changed, epoch milliseconds. */
  readonly changedMillis: number;
  /** See {@link Changes}. */
  readonly deletions?: Changes['deletions'];
  /** Absent until visits are counted. */
  readonly visits?: VisitsState;
}

/** A tally of an entity, or of all, in a window. */
export interface KeptTally extends Tally {
  readonly entity: string;
  readonly fromMillis: number;
}

/** What one judgement writes. A tally of zeros is none. */
interface Judgement {
  readonly rule: Rule;
  readonly findings: readonly Finding[];
  readonly cases: readonly Case[];
  readonly tallies: readonly KeptTally[];
}

/** Which cases. */
export interface CaseFilter {
  /** Default: all. */
  readonly states?: readonly CaseState[];
  readonly rule?: string;
  readonly id?: string;
  /** Only those that continued after this moment, epoch milliseconds. */
  readonly sinceMillis?: number;
}

/** Which entity's lines, of which time. */
export interface EntitySpan extends Span {
  readonly entity: string;
  /** Which of them. Default: those of the rule's proof. */
  readonly where?: LogCondition;
}

/**
 * What findings are judged from and where they are kept: the search engine. Reads see all earlier writes. Errors: those of the
 * search engine's port; FINDINGS_TOO_MANY where a question has more groups than may be read.
 */
export interface FindingStore {
  /** Begins a run with a lease, so that no two judge at the same time; `undefined` while another run has it. Times in epoch milliseconds. */
  begin(nowMillis: number, untilMillis: number): Promise<JudgingState | undefined>;
  /** Extends the lease. */
  renew(untilMillis: number): Promise<void>;
  save(state: JudgingState): Promise<void>;
  /** Ends the run, so that the next may begin. */
  end(): Promise<void>;
  changes(since: Positions): Promise<Changes>;
  /** @param entities only these. Default: all. */
  count(
    question: Question,
    span: Span,
    windowMillis: number,
    entities?: readonly string[],
  ): Promise<readonly CountRow[]>;
  /** The first lines of an entity by time, file and offset. */
  proof(rule: Rule, place: EntitySpan): Promise<readonly WitnessLine[]>;
  /** @param entities only these. Default: all. */
  tallies(rule: Rule, windows: readonly number[], entities?: readonly string[]): Promise<readonly KeptTally[]>;
  /** The findings of a rule whose windows begin in a span, of this version or another. */
  findings(ruleName: string, span: Span): Promise<readonly Finding[]>;
  /** The cases of a rule that touch a span. */
  cases(ruleName: string, span: Span): Promise<readonly Case[]>;
  /** The cases that fit, the latest first. */
  list(filter: CaseFilter): Promise<readonly Case[]>;
  mutes(): Promise<readonly Mute[]>;
  mute(mute: Mute): Promise<void>;
  unmute(mute: Mute): Promise<void>;
  write(judgement: Judgement): Promise<void>;
  /**
   * Deletes findings, cases and tallies that were last written before a moment, whatever they are about; not what somebody does not want to
   * see. Returns how many; what is beyond a bound is left to the next call.
   */
  deleteOld(beforeMillis: number): Promise<number>;
}

/** What a question about the population of a window counts. */
export function populationQuestion(where: LogCondition): Question {
  return { where };
}
