import type { Span } from '../../core/time/span.ts';
import { HOUR_MILLIS } from '../../core/time/units.ts';
import type { LogEvent } from '../events.ts';
import type { Alteration } from '../journal.ts';
import type { Label } from '../labels.ts';
import { type Random, whole } from '../random.ts';
import type { Scene } from '../scene.ts';
import { isWithin } from '../span.ts';
import type { Visitor } from '../world/visitors.ts';
import type { ScenarioName } from './names.ts';

/** What a scenario does to a story. */
export interface Scenario {
  readonly label: Label;
  /** Lines that it adds at a time, as a share of the lines of an average moment. */
  readonly surge?: (timeMillis: number) => number;
  /** Adds one actor's lines; called as often as the surge asks for. */
  readonly begin?: (startMillis: number) => void;
  /** Changes requests of others. */
  readonly alter?: Alteration;
  /** When nothing is logged at all. */
  readonly silence?: Span;
  /** Which of everybody's events are not logged. */
  readonly drops?: (event: LogEvent) => boolean;
}

/** What a scenario is planned from: a scene (with its own random numbers), the story's span and people. */
interface ScenarioSetting {
  readonly stage: Scene;
  readonly span: Span;
  readonly visitors: readonly Visitor[];
  /** Of its guilty lines, which share there is: more than 0, at most 1. */
  readonly strength: number;
}

/** Plans one scenario of a story. */
export type PlanScenario = (setting: ScenarioSetting) => Scenario;

/** How far a scenario may begin earlier or later than usual, as a share of the story. */
const LEEWAY = 0.02;
const SECOND_MILLIS = 1000;

/** When a scenario takes place: about `start`, for `length`, both as shares of the story; whole seconds, at least one. */
export function chooseWindow(random: Random, { fromMillis, toMillis }: Span, start: number, length: number): Span {
  const spanSeconds = (toMillis - fromMillis) / SECOND_MILLIS;
  const startSecond = Math.floor(spanSeconds * (start + LEEWAY * (random() - 0.5)));
  const lengthSeconds = Math.max(1, Math.floor(spanSeconds * length));
  const windowFromMillis = fromMillis + startSecond * SECOND_MILLIS;
  return {
    fromMillis: windowFromMillis,
    toMillis: Math.min(toMillis, windowFromMillis + lengthSeconds * SECOND_MILLIS),
  };
}

const LONGEST_SILENCE_HOURS = 6;
/** So that one whole hour of the clock is in it. */
const SHORTEST_SILENCE_HOURS = 2;

/** When something is silent: from about `start`, a share of the story, and the longer the stronger. */
export function silenceWindow(random: Random, span: Span, start: number, strength: number): Span {
  const hours = Math.max(SHORTEST_SILENCE_HOURS, LONGEST_SILENCE_HOURS * strength);
  const startHour = Math.floor(((span.toMillis - span.fromMillis) * start) / HOUR_MILLIS);
  const fromMillis = span.fromMillis + startHour * HOUR_MILLIS + whole(random, 0, 3_600) * SECOND_MILLIS;
  return { fromMillis, toMillis: Math.min(span.toMillis, fromMillis + hours * HOUR_MILLIS) };
}

/** So many of something at a strength, and at least `least`. */
export function scaled(count: number, strength: number, least: number): number {
  return Math.max(least, Math.round(count * strength));
}

/** A surge that lasts as long as a span, and is `share` of the lines of an average moment. */
export function steadySurge(span: Span, share: number): (timeMillis: number) => number {
  return (timeMillis) => (isWithin(span, timeMillis) ? share : 0);
}

/** Creates a label; the story's lines are counted into it. */
export function createLabel(
  scenario: ScenarioName,
  { fromMillis, toMillis }: Span,
  truth: Pick<Label, 'culprits' | 'question'>,
): Label {
  return {
    scenario,
    start: new Date(fromMillis).toISOString(),
    end: new Date(toMillis).toISOString(),
    ...truth,
    lines: {},
  };
}
