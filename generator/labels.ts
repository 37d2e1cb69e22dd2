import type { StoryFormat } from '../core/format-table.ts';
import type { ScenarioName } from './scenarios/names.ts';

/** Narrows lines down by a field: to some values, or to those that hold a text. */
export type LabelCondition =
  | { readonly field: string; readonly values: readonly (string | number)[] }
  | { readonly field: string; readonly contains: string };

/** The question whose answer gives a scenario away, asked by a panel of a dashboard. Fields are those of the documents (ECS). */
export interface PanelQuestion {
  readonly dashboard: string;
  readonly panel: string;
  readonly title: string;
  /** Each value of this field is counted; for `@timestamp`, each minute. */
  readonly field: string;
  /** What is counted: lines, or different values of another field. */
  readonly count: 'lines' | { readonly different: string };
  readonly order: 'most first' | 'fewest first';
  readonly where: readonly LabelCondition[];
}

/** Who or what is to blame (or to thank). */
interface Culprit {
  readonly field: string;
  readonly values: readonly string[];
}

/** The truth of one scenario: what a dashboard should show. */
export interface Label {
  readonly scenario: ScenarioName;
  /** ISO 8601, UTC; from `start` to before `end`. */
  readonly start: string;
  readonly end: string;
  /** The first one is what the question's answer must begin with. */
  readonly culprits: readonly [Culprit, ...Culprit[]];
  /** Absent where no dashboard is about it. */
  readonly question?: PanelQuestion;
  /** How many lines of each format the scenario added or changed. */
  readonly lines: Partial<Record<StoryFormat, number>>;
}
