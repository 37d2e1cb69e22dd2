import type { StoryFormat } from '../core/format-table.ts';
import type { Span } from '../core/time/span.ts';
import { useApp } from './actors/app.ts';
import { crawl, probe } from './actors/crawl.ts';
import { machineSpeaks } from './actors/machines.ts';
import { mishaps } from './actors/mishaps.ts';
import { checkHealth, serverRemarks } from './actors/server.ts';
import { serviceSpeaks } from './actors/services.ts';
import { visit } from './actors/visit.ts';
import { type Calendar, createCalendar } from './calendar.ts';
import type { LogEvent } from './events.ts';
import { type Alteration, createJournal } from './journal.ts';
import type { Label } from './labels.ts';
import { createPace } from './pace.ts';
import { type Choice, createRandom, type Random, weighted, whole } from './random.ts';
import type { ScenarioName } from './scenarios/names.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { scenarioPlans } from './scenarios/scenarios.ts';
import type { Actor, Scene } from './scene.ts';
import { createCatalogue } from './world/catalogue.ts';
import { createReadingTimes, createVisitors } from './world/visitors.ts';

/** The plan of a story: the same plan gives the same story, byte for byte. */
export interface StoryPlan extends Span {
  readonly seed: number;
  /** Stories of one seed have the same shop and people; each chapter has its own random numbers. */
  readonly chapter: number;
  /** The exact number of lines. */
  readonly lines: number;
  readonly formats: readonly StoryFormat[];
  readonly scenarios: readonly ScenarioName[];
  /** Of the guilty lines of each scenario, which share there is: more than 0. Default: 1, all. */
  readonly strength?: number;
}

/** A planned story, which can be read once. */
interface Story {
  /** The truth about each scenario. Its lines are counted while the story is read. */
  readonly labels: readonly Label[];
  /** The events of each second in which there are any, in order of time. */
  readonly seconds: Iterable<readonly LogEvent[]>;
}

const SECOND_MILLIS = 1000;

/** An actor of everyday life: how often it acts, relative to others, and what it writes. */
interface Member {
  readonly actor: Actor;
  readonly weight: number;
  readonly formats: readonly StoryFormat[];
  /** Formats in which only some of what they do leaves a line. */
  readonly traces?: readonly StoryFormat[];
}

const CAST: readonly Member[] = [
  { actor: visit, weight: 100, formats: ['apache_combined', 'apache_common'], traces: ['apache_error', 'rfc5424'] },
  { actor: useApp, weight: 35, formats: ['json'], traces: ['apache_error', 'rfc5424'] },
  { actor: crawl, weight: 4, formats: ['apache_combined'], traces: ['apache_error'] },
  { actor: probe, weight: 4, formats: ['apache_combined'], traces: ['apache_error'] },
  { actor: checkHealth, weight: 40, formats: ['apache_common'] },
  { actor: serverRemarks, weight: 70, formats: ['apache_error'] },
  { actor: machineSpeaks, weight: 150, formats: ['rfc3164'] },
  { actor: serviceSpeaks, weight: 120, formats: ['rfc5424'] },
];

/** Acting out what leaves only traces costs as much as what is seen, so it is done less often. */
const TRACES_SHARE = 0.25;

/** Those of the cast who write anything in these formats. */
function chooseActors(formats: ReadonlySet<StoryFormat>): Choice<Actor> {
  const wanted = (format: StoryFormat): boolean => formats.has(format);
  return weighted(
    CAST.flatMap(({ actor, weight, formats: own, traces = [] }) => {
      if (own.some(wanted)) return [[actor, weight] as const];
      return traces.some(wanted) ? [[actor, weight * TRACES_SHARE] as const] : [];
    }),
  );
}

/** Plans a story: people, shop, and what the scenarios will do. */
export function createStory(plan: StoryPlan): Story {
  const { seed, chapter } = plan;
  const chance = (purpose: string): Random => createRandom(seed, `${purpose} ${chapter}`);
  const formats = new Set(plan.formats);
  const silences: Span[] = [];
  const alterations: Alteration[] = [mishaps(chance('mishaps'))];
  const drops: ((event: LogEvent) => boolean)[] = [];
  const calendar = createCalendar(plan, silences, drops);
  const people = createVisitors(createRandom(seed, 'visitors'), plan.lines);
  const stage: Scene = {
    journal: createJournal(calendar, formats, alterations, chance('journal')),
    random: chance('everyday'),
    catalogue: createCatalogue(createRandom(seed, 'catalogue')),
    visitors: people.choose,
    readingTimes: createReadingTimes(createRandom(seed, 'reading times')),
  };
  const scenarios = plan.scenarios.map((name): Scenario => {
    const own: Scene = { ...stage, random: chance(name) };
    return scenarioPlans[name]({ stage: own, span: plan, visitors: people.all, strength: plan.strength ?? 1 });
  });
  for (const { alter, silence, drops: dropped } of scenarios) {
    if (alter !== undefined) alterations.push(alter);
    if (silence !== undefined) silences.push(silence);
    if (dropped !== undefined) drops.push(dropped);
  }
  return {
    labels: scenarios.map(({ label }) => label),
    seconds: tell({ plan, stage, calendar, scenarios, silences, chooseActor: chooseActors(formats) }),
  };
}

interface Telling {
  readonly plan: StoryPlan;
  readonly stage: Scene;
  readonly calendar: Calendar;
  readonly scenarios: readonly Scenario[];
  readonly silences: readonly Span[];
  readonly chooseActor: Choice<Actor>;
}

/**
 * Second by second: scenarios act as often as their surge requires, then everyday life fills up the lines that are still due, which makes
 * the number of lines exact.
 */
function* tell({ plan, stage, calendar, scenarios, silences, chooseActor }: Telling): Generator<readonly LogEvent[]> {
  const { random } = stage;
  const surges = scenarios.flatMap(({ surge }) => surge ?? []);
  const pace = createPace({ ...plan, surges, silences });
  const drivers = scenarios.flatMap(({ surge, begin }) =>
    surge === undefined || begin === undefined
      ? []
      : createDriver((second) => surge(second) * pace.averageLines, begin, calendar, random),
  );
  const counts = new Map(scenarios.map(({ label }) => [label.scenario, label.lines]));
  let told = 0;
  for (let second = plan.fromMillis; second < plan.toMillis && told < plan.lines; second += SECOND_MILLIS) {
    const due = pace.advance();
    for (const drive of drivers) drive(second);
    while (told + calendar.count(second) < due) chooseActor(random)(stage, second + whole(random, 0, SECOND_MILLIS));
    const events = calendar.take(second);
    if (told + events.length > plan.lines) events.length = plan.lines - told;
    told += events.length;
    countScenarioLines(events, counts);
    if (events.length > 0) yield events;
  }
}

/** Starts a scenario's actors as often as lines are due. @param dueIn how many are, in a second */
function createDriver(
  dueIn: (secondMillis: number) => number,
  begin: NonNullable<Scenario['begin']>,
  calendar: Calendar,
  random: Random,
): (secondMillis: number) => void {
  let due = 0;
  return (secondMillis) => {
    due += dueIn(secondMillis);
    while (due >= 1) {
      const before = calendar.added();
      begin(secondMillis + whole(random, 0, SECOND_MILLIS));
      // An actor none of whose lines are wanted counts for one, so that it is not begun again and again.
      due -= Math.max(1, calendar.added() - before);
    }
  };
}

function countScenarioLines(events: readonly LogEvent[], counts: ReadonlyMap<ScenarioName, Label['lines']>): void {
  for (const { scenario, format } of events) {
    const lines = scenario === undefined ? undefined : counts.get(scenario);
    if (lines !== undefined) lines[format] = (lines[format] ?? 0) + 1;
  }
}
