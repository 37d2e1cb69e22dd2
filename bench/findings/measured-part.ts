/** What is measured of one story: which of its scenarios each rule found, and what it found wrongly. */
import type { Finding } from '../../core/findings/finding.ts';
import { rules } from '../../core/findings/rules/rules.ts';
import type { Label } from '../../generator/labels.ts';
import { decoyNames, type ScenarioName, scenarioNames, trialNames } from '../../generator/scenarios/names.ts';
import { countCases, delayMinutes, judgeInMemory, judgeOnOpenSearch } from './judged-story.ts';
import { type StoryChoice, tellStory, type ToldStory } from './told-story.ts';

/** The scenarios that a rule should find. */
const tasks: Readonly<Record<string, readonly ScenarioName[]>> = {
  'path-failures': ['bad-deploy', 'slow-leak'],
  'new-error-code': ['bad-deploy', 'slow-leak'],
  'new-error-pattern': ['silent-error'],
  'slow-leak': ['slow-leak'],
  'address-many-accounts': ['password-list'],
  'agent-many-accounts': ['credential-stuffing'],
  'network-many-accounts': ['network-stuffing'],
  'slow-spraying': ['slow-spraying'],
  'account-takeover': ['account-takeover'],
  'stolen-session': ['stolen-session'],
  probing: ['probing'],
  'answered-attack': ['attack-strings'],
  'false-crawler': ['false-crawler'],
  scraper: ['scraper'],
  'dataset-silence': ['silent-source'],
  'host-silence': ['silent-source'],
  'unread-lines': ['changed-format'],
  'clock-jump': ['clock-jump'],
  'failing-release': ['failing-release'],
  'failing-deployment': ['failing-deployment'],
  'channel-surge': ['campaign'],
  'channel-loss': ['lost-channel'],
  'campaign-surge': ['campaign'],
  'campaign-machines': ['click-fraud'],
  'conversion-drop': ['broken-checkout'],
  'referrer-spam': ['referrer-spam'],
  'slow-path': ['slow-path'],
};
/** Scenarios of one event, which have no strength. */
const ONE_EVENT: readonly ScenarioName[] = ['account-takeover', 'stolen-session', 'failing-deployment'];
/** Shares of the guilty lines. */
export const strengths = [1, 0.3, 0.1, 0.03] as const;
export const DAYS = 4;
export const QUIET_DAYS = 7;
export const MOST_MINUTES = 45;
export const guiltyNames: readonly ScenarioName[] = [...scenarioNames, ...trialNames];
/** Which rule has to find which scenario at once. */
export const urgent = [
  ['new-error-code', 'bad-deploy'],
  ['agent-many-accounts', 'credential-stuffing'],
  ['account-takeover', 'account-takeover'],
] as const;

/** What is measured in one go. */
export type MeasuredPart =
  { readonly strength: number } | { readonly delayOf: (typeof urgent)[number][0] } | 'decoys' | 'quiet';

/** All that is measured of a seed. */
export const measuredParts: readonly MeasuredPart[] = [
  ...strengths.map((strength) => ({ strength })),
  'decoys',
  'quiet',
  ...urgent.map(([delayOf]) => ({ delayOf })),
];

/** What a rule found in a story. */
interface RuleResult {
  readonly wanted: number;
  readonly found: number;
  readonly right: number;
  readonly wrong: number;
}

/** What was measured. */
export interface PartResult {
  readonly seed: number;
  readonly part: MeasuredPart;
  readonly byRule: Readonly<Record<string, RuleResult>>;
  readonly cases: number;
  /** Of a delay: minutes of the story; absent where it was not found in time. */
  readonly minutes?: number;
}

/** How a part is measured. */
export interface MeasureOptions {
  readonly linesADay: number;
  /** Whether a real OpenSearch has to find the same, too. */
  readonly onOpenSearch: boolean;
  /** Says what is missed or wrong. */
  readonly say: (text: string) => void;
}

/** Measures one part of one seed. Errors: Error where OpenSearch finds anything else than memory. */
export async function measurePart(seed: number, part: MeasuredPart, options: MeasureOptions): Promise<PartResult> {
  const story = tellStory(tellingOf(seed, part, options.linesADay));
  const scenarios = scenariosOf(story);
  if (typeof part === 'object' && 'delayOf' in part) {
    const minutes = await measureDelay(story, scenarios, part.delayOf);
    return { seed, part, byRule: {}, cases: 0, ...(minutes !== undefined && { minutes }) };
  }
  const findings = await judgeInMemory(story);
  if (options.onOpenSearch && textOf(await judgeOnOpenSearch(story)) !== textOf(findings))
    throw new Error(`OpenSearch finds something else than memory: seed ${seed}, ${JSON.stringify(part)}.`);
  const strength = typeof part === 'object' ? part.strength : undefined;
  const byRule = rules.map(({ name }): [string, RuleResult] => {
    const own = findings.filter(({ rule }) => rule === name);
    const guilt = own.map((finding) => guiltOf(finding, scenarios) ?? silentOf(finding, story.labels));
    const wanted = strength === undefined ? [] : (tasks[name] ?? []).filter((one) => isMeasured(one, strength));
    const missed = wanted.filter((scenario) => !guilt.includes(scenario));
    const wrong = own.filter((_, at) => guilt[at] === undefined);
    const where = `seed ${seed}, ${JSON.stringify(part)}`;
    for (const scenario of missed) options.say(`${where}: ${name} misses ${scenario}`);
    for (const { fromMillis, text, numbers } of wrong)
      options.say(
        `${where}: ${name} is wrong at ${new Date(fromMillis).toISOString()}: ${text} ${JSON.stringify(numbers)}`,
      );
    const found = wanted.length - missed.length;
    return [name, { wanted: wanted.length, found, right: own.length - wrong.length, wrong: wrong.length }];
  });
  return { seed, part, byRule: Object.fromEntries(byRule), cases: countCases(findings) };
}

/** Which story a part needs. */
export function tellingOf(seed: number, part: MeasuredPart, linesADay: number): StoryChoice {
  const telling = { seed, linesADay, days: DAYS, strength: 1 };
  if (part === 'decoys') return { ...telling, scenarios: decoyNames };
  if (part === 'quiet') return { ...telling, days: QUIET_DAYS, scenarios: [] };
  return { ...telling, scenarios: guiltyNames, strength: 'strength' in part ? part.strength : 1 };
}

function isMeasured(scenario: ScenarioName, strength: number): boolean {
  return strength === 1 || !ONE_EVENT.includes(scenario);
}

/** Which scenario wrote which document. */
export function scenariosOf({ documents }: ToldStory): ReadonlyMap<string, ScenarioName> {
  return new Map(documents.flatMap(({ id, scenario }) => (scenario === undefined ? [] : [[id, scenario] as const])));
}

/** Which scenario at least half of the lines that prove a finding are of; `undefined` where it is everyday life, or a decoy. */
export function guiltOf(
  { proof }: { readonly proof: readonly { readonly id: string }[] },
  scenarios: ReadonlyMap<string, ScenarioName>,
): ScenarioName | undefined {
  const counts = new Map<ScenarioName, number>();
  for (const { id } of proof) {
    const scenario = scenarios.get(id);
    if (scenario !== undefined) counts.set(scenario, (counts.get(scenario) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  if (most === undefined || 2 * most[1] < proof.length) return undefined;
  return decoyNames.some((decoy) => decoy === most[0]) ? undefined : most[0];
}

/** A scenario without lines, which no line can prove: what is missing is the culprit's, while it lasts. */
export function silentOf(
  { entity, entityField, fromMillis, toMillis }: Finding,
  labels: readonly Label[],
): ScenarioName | undefined {
  return labels.find(
    ({ scenario, culprits, start, end, lines }) =>
      Object.keys(lines).length === 0 &&
      guiltyNames.includes(scenario) &&
      culprits.some(({ field, values }) => field === entityField && values.includes(entity)) &&
      fromMillis < Date.parse(end) &&
      toMillis > Date.parse(start),
  )?.scenario;
}

/** Findings as one text, except for the names of the indices that lines are in. */
function textOf(findings: readonly Finding[]): string {
  const plain = findings.map((one) => JSON.stringify(one, (key, value: unknown) => (key === 'index' ? '' : value)));
  return plain.sort().join('\n');
}

async function measureDelay(
  story: ToldStory,
  scenarios: ReadonlyMap<string, ScenarioName>,
  name: string,
): Promise<number | undefined> {
  const [rule, scenario] = urgent.find(([one]) => one === name) ?? [];
  const guilty = story.documents.filter((one) => one.scenario === scenario);
  // a takeover begins when somebody gets in: what is before is an attempt
  const begun = scenario === 'account-takeover' ? guilty.filter(isLetIn) : guilty;
  const firstMillis = Math.min(...begun.map(({ timeMillis }) => timeMillis));
  return await delayMinutes(story, {
    firstMillis,
    mostMinutes: MOST_MINUTES,
    rules: rules.filter(({ name: one }) => one === rule),
    isIt: (finding) => guiltOf(finding, scenarios) === scenario,
  });
}

function isLetIn({ value }: ToldStory['documents'][number]): boolean {
  return value.includes('"http.response.status_code":302');
}
