/**
 * How often the rules are right: stories of several seeds, with scenarios of several strengths, with decoys, and quiet ones, judged and
 * compared with who wrote each line. `npm run findings [-- --seeds 1,2,3 --lines-a-day 40000 --engine opensearch --write]` prints the
 * tables of docs/findings.md, or writes them there.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Finding } from '../../core/findings/finding.ts';
import { rules } from '../../core/findings/rules/rules.ts';
import { decoyNames, type ScenarioName, scenarioNames, trialNames } from '../../generator/scenarios/names.ts';
import { countCases, delayMinutes, judgeInMemory, judgeOnOpenSearch } from './judged-story.ts';
import { tellStory, type ToldStory } from './told-story.ts';

/** The scenarios that a rule should find. */
const tasks: Readonly<Record<string, readonly ScenarioName[]>> = {
  'path-failures': ['bad-deploy', 'slow-leak'],
  'new-error-code': ['bad-deploy', 'slow-leak'],
  'slow-leak': ['slow-leak'],
  'address-many-accounts': ['password-list'],
  'agent-many-accounts': ['credential-stuffing'],
  'network-many-accounts': ['network-stuffing'],
  'slow-spraying': ['slow-spraying'],
  'account-takeover': ['account-takeover'],
  probing: ['probing'],
};
/** Scenarios of one event, which have no strength. */
const ONE_EVENT: readonly ScenarioName[] = ['account-takeover'];
const STRENGTHS = [1, 0.3, 0.1, 0.03] as const;
const DAYS = 4;
const QUIET_DAYS = 7;
/** Which rule has to find which scenario at once. */
const URGENT = [
  ['new-error-code', 'bad-deploy'],
  ['agent-many-accounts', 'credential-stuffing'],
  ['account-takeover', 'account-takeover'],
] as const;
const MOST_MINUTES = 45;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    'lines-a-day': { type: 'string', default: '40000' },
    engine: { type: 'string', default: 'memory' },
    write: { type: 'boolean', default: false },
  },
});
const seeds = values.seeds.split(',').map(Number);
const linesADay = Number(values['lines-a-day']);

/** What was counted of a rule's findings. */
interface Score {
  /** By strength: of how many scenarios, how many were found. */
  readonly found: number[];
  readonly scenarios: number[];
  right: number;
  wrong: number;
  wrongOfDecoys: number;
  wrongOfQuiet: number;
}

const scores = new Map(
  rules.map(({ name }): [string, Score] => [
    name,
    { found: [0, 0, 0, 0], scenarios: [0, 0, 0, 0], right: 0, wrong: 0, wrongOfDecoys: 0, wrongOfQuiet: 0 },
  ]),
);
const delays = new Map(URGENT.map(([rule]): [string, (number | undefined)[]] => [rule, []]));
const quietCases: number[] = [];
let different = 0;

/** Which scenario most of the lines that prove a finding are of; `undefined` where it is everyday life, or a decoy. */
function guiltOf({ proof }: Finding, scenarios: ReadonlyMap<string, ScenarioName>): ScenarioName | undefined {
  const counts = new Map<ScenarioName, number>();
  for (const { id } of proof) {
    const scenario = scenarios.get(id);
    if (scenario !== undefined) counts.set(scenario, (counts.get(scenario) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  if (most === undefined || 2 * most[1] < proof.length) return undefined;
  return decoyNames.some((decoy) => decoy === most[0]) ? undefined : most[0];
}

function scenariosOf({ documents }: ToldStory): ReadonlyMap<string, ScenarioName> {
  return new Map(documents.flatMap(({ id, scenario }) => (scenario === undefined ? [] : [[id, scenario] as const])));
}

async function judge(story: ToldStory): Promise<Finding[]> {
  const findings = await judgeInMemory(story);
  if (values.engine === 'opensearch') {
    const real = await judgeOnOpenSearch(story);
    if (textOf(real) !== textOf(findings)) different += 1;
  }
  return findings;
}

/** Findings as one text, but for the names of the indices that lines are in. */
function textOf(findings: readonly Finding[]): string {
  const plain = findings.map((one) => JSON.stringify(one, (key, value: unknown) => (key === 'index' ? '' : value)));
  return plain.sort().join('\n');
}

function reportWrong(findings: readonly Finding[], where: string): void {
  for (const { rule, fromMillis, text, numbers } of findings)
    console.error(
      `  wrong, ${where}: ${rule} ${new Date(fromMillis).toISOString()} ${text} ${JSON.stringify(numbers)}`,
    );
}

async function measureStrength(story: ToldStory, strength: number, at: number): Promise<void> {
  const findings = await judge(story);
  const scenarios = scenariosOf(story);
  const isMeasured = (scenario: ScenarioName): boolean => at === 0 || !ONE_EVENT.includes(scenario);
  for (const [name, score] of scores) {
    const own = findings.filter(({ rule }) => rule === name);
    const guilt = own.map((finding) => guiltOf(finding, scenarios));
    const wanted = (tasks[name] ?? []).filter(isMeasured);
    const found = wanted.filter((scenario) => guilt.includes(scenario));
    score.found[at] = (score.found[at] ?? 0) + found.length;
    score.scenarios[at] = (score.scenarios[at] ?? 0) + wanted.length;
    const wrong = own.filter((_, index) => guilt[index] === undefined);
    score.right += own.length - wrong.length;
    score.wrong += wrong.length;
    reportWrong(wrong, `strength ${strength}`);
    for (const scenario of wanted)
      if (!found.includes(scenario)) console.error(`  not found, strength ${strength}: ${name}, ${scenario}`);
  }
}

async function measureDelays(story: ToldStory): Promise<void> {
  const scenarios = scenariosOf(story);
  for (const [rule, scenario] of URGENT) {
    const times = story.documents.flatMap((one) => (one.scenario === scenario ? [one.timeMillis] : []));
    // a takeover begins when somebody gets in: what is before is an attempt
    const firstMillis = scenario === 'account-takeover' ? firstSignIn(story) : Math.min(...times);
    const isIt = (finding: Finding): boolean => finding.rule === rule && guiltOf(finding, scenarios) === scenario;
    delays.get(rule)?.push(await delayMinutes(story, firstMillis, MOST_MINUTES, isIt));
  }
}

function firstSignIn({ documents }: ToldStory): number {
  const times = documents.flatMap(({ scenario, timeMillis, value }) =>
    scenario === 'account-takeover' && value.includes('"http.response.status_code":302') ? [timeMillis] : [],
  );
  return Math.min(...times);
}

const done: number[] = [];
for (const seed of seeds) {
  const startMillis = performance.now();
  console.error(`seed ${seed}`);
  const guilty = { seed, linesADay, days: DAYS, scenarios: [...scenarioNames, ...trialNames] };
  for (const [at, strength] of STRENGTHS.entries()) {
    const story = tellStory({ ...guilty, strength });
    await measureStrength(story, strength, at);
    if (strength === 1) await measureDelays(story);
  }
  const decoys = await judge(tellStory({ seed, linesADay, days: DAYS, scenarios: decoyNames, strength: 1 }));
  const quiet = await judge(tellStory({ seed, linesADay, days: QUIET_DAYS, scenarios: [], strength: 1 }));
  for (const [name, score] of scores) {
    score.wrongOfDecoys += decoys.filter(({ rule }) => rule === name).length;
    score.wrongOfQuiet += quiet.filter(({ rule }) => rule === name).length;
  }
  reportWrong(decoys, 'decoys');
  reportWrong(quiet, 'quiet week');
  quietCases.push(countCases(quiet));
  done.push(seed);
  console.error(`${reportText()}\n  ${((performance.now() - startMillis) / 1000).toFixed(0)} s`);
}

/** What was measured of the seeds that are done. */
function reportText(): string {
  const shares = STRENGTHS.map((strength) => `${Math.round(strength * 100)} %`).join(' | ');
  const rows = Array.from(scores, ([name, { found, scenarios, right, wrong, wrongOfDecoys, wrongOfQuiet }]) => {
    const cells = STRENGTHS.map((_, at) => (scenarios[at] === 0 ? '–' : `${found[at] ?? 0} of ${scenarios[at] ?? 0}`));
    return `| \`${name}\` | ${[...cells, right, wrong, wrongOfDecoys, wrongOfQuiet].join(' | ')} |`;
  });
  const delayRows = URGENT.map(([rule]) => {
    const minutes = delays.get(rule) ?? [];
    const texts = minutes.map((one) => (one === undefined ? `more than ${MOST_MINUTES}` : String(one)));
    return `| \`${rule}\` | ${texts.join(', ')} |`;
  });
  return `Seeds ${done.join(', ')}; stories of ${DAYS} days, ${linesADay} lines a day, with ${scenarioNames.length + trialNames.length} scenarios; for each seed also ${DAYS} days with ${decoyNames.length} decoys and ${QUIET_DAYS} quiet days, without scenarios.

| rule | ${shares} | findings right | wrong | wrong, of decoys | wrong, in quiet weeks |
| --- | ${'--- | '.repeat(STRENGTHS.length)}--- | --- | --- | --- |
${rows.join('\n')}

Cases in a quiet week, by seed: ${quietCases.join(', ')}.

| rule | minutes from the first guilty line to the finding, by seed |
| --- | --- |
${delayRows.join('\n')}`;
}

const report = reportText();
console.log(report);
if (values.engine === 'opensearch') {
  console.error(`stories whose findings on OpenSearch differ from those in memory: ${different}`);
  if (different > 0) process.exitCode = 1;
}
if (values.write) {
  const page = path.join(import.meta.dirname, '..', '..', 'docs', 'findings.md');
  const [begin, end] = ['<!-- written by npm run findings -->', '<!-- end -->'];
  const text = readFileSync(page, 'utf8');
  const before = text.slice(0, text.indexOf(begin) + begin.length);
  writeFileSync(page, `${before}\n\n${report}\n\n${text.slice(text.indexOf(end))}`);
}
process.exit();
