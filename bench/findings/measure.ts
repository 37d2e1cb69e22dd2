/**
 * How often the rules are right: stories of several seeds on a real OpenSearch, judged, and compared with the labels of the story.
 * `npm run findings [-- --seeds 1,2,3 --lines 60000]` prints the table of docs/findings.md.
 */
import { parseArgs } from 'node:util';
import { createFindingStore } from '../../adapters/search/findings/finding-store.ts';
import { listCases } from '../../adapters/search/findings/list.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { rules } from '../../core/findings/rules/rules.ts';
import type { Label } from '../../generator/labels.ts';
import { type ScenarioName, scenarioNames } from '../../generator/scenarios/names.ts';
import { judgeLogs } from '../../lambdas/findings/judge-logs.ts';
import { ownEngine } from '../../test/integration/story/engine.ts';
import { indexStory } from '../../test/integration/story/story.ts';

const HOUR_MILLIS = 3_600_000;

/** The scenarios that a rule should find. A rule without any has none in the generator: only what it finds wrongly is counted. */
const tasks: Readonly<Record<string, readonly ScenarioName[]>> = {
  'path-failures': ['bad-deploy', 'slow-leak'],
  'new-error-code': ['bad-deploy', 'slow-leak'],
  'slow-leak': ['slow-leak'],
  'address-many-accounts': ['credential-stuffing'],
  'agent-many-accounts': ['credential-stuffing'],
  'slow-spraying': ['credential-stuffing'],
  'account-takeover': ['account-takeover'],
};
/** Codes that scenarios print beside the culprits of their labels (generator/scenarios). */
const CODES: readonly (readonly [ScenarioName, string])[] = [['slow-leak', 'AH01102']];

interface Score {
  right: number;
  wrong: number;
  found: number;
  scenarios: number;
}

/** Whether a finding is about a scenario: in its time, and of one of its culprits. */
function isAbout(finding: Finding, label: Label): boolean {
  const isThen = finding.toMillis > Date.parse(label.start) && finding.fromMillis < Date.parse(label.end) + HOUR_MILLIS;
  if (!isThen) return false;
  const isCulprit = label.culprits.some(({ values }) => values.includes(finding.entity));
  return isCulprit || CODES.some(([scenario, code]) => scenario === label.scenario && code === finding.entity);
}

async function judgeStory(
  seed: number,
  lines: number,
  scenarios: readonly ScenarioName[],
): Promise<{ findings: Finding[]; labels: readonly Label[]; cases: number; seconds: number }> {
  const engine = await ownEngine(`findings-${process.pid}-${seed}-${scenarios.length}`);
  const story = await indexStory(engine, { lines, seed, scenarios });
  const store = createFindingStore(engine);
  const startMillis = performance.now();
  await judgeLogs(store, rules, { now: Date.now, stopMillis: Infinity, isSettled: true });
  const seconds = (performance.now() - startMillis) / 1000;
  const span = { fromMillis: story.fromMillis - 48 * HOUR_MILLIS, toMillis: story.toMillis + 48 * HOUR_MILLIS };
  const all = await Promise.all(rules.map(({ name }) => store.findings(name, span)));
  const { length: cases } = await listCases(engine, { states: ['open'] });
  await engine.close();
  return { findings: all.flat().filter(({ status }) => status === 'open'), labels: story.labels, cases, seconds };
}

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '1,2,3' }, lines: { type: 'string', default: '60000' } },
});
const lines = Number(values.lines);
const scores = new Map(
  rules.map(({ name }): [string, Score] => [name, { right: 0, wrong: 0, found: 0, scenarios: 0 }]),
);
for (const seed of values.seeds.split(',').map(Number)) {
  const told = await judgeStory(seed, lines, scenarioNames);
  const quiet = await judgeStory(seed, lines, []);
  console.error(
    `seed ${seed}: ${told.findings.length} findings, ${told.cases} cases, judged in ${told.seconds.toFixed(1)} s; without scenarios ${quiet.findings.length} findings, ${quiet.cases} cases`,
  );
  for (const [name, score] of scores) {
    const own = told.findings.filter(({ rule }) => rule === name);
    const labels = told.labels.filter(({ scenario }) => tasks[name]?.includes(scenario) === true);
    const right = own.filter((finding) => told.labels.some((label) => isAbout(finding, label)));
    score.right += right.length;
    score.scenarios += labels.length;
    score.found += labels.filter((label) => own.some((finding) => isAbout(finding, label))).length;
    const wrong = [
      ...own.filter((finding) => !right.includes(finding)),
      ...quiet.findings.filter(({ rule }) => rule === name),
    ];
    score.wrong += wrong.length;
    for (const { text, numbers } of wrong) console.error(`  wrong: ${name}: ${text} ${JSON.stringify(numbers)}`);
  }
}
console.log('| rule | scenarios found | findings right | wrong | precision |\n| --- | --- | --- | --- | --- |');
for (const [name, { right, wrong, found, scenarios }] of scores) {
  const precision = right + wrong === 0 ? '–' : (right / (right + wrong)).toFixed(2);
  console.log(
    `| \`${name}\` | ${scenarios === 0 ? '–' : `${found} of ${scenarios}`} | ${right} | ${wrong} | ${precision} |`,
  );
}
process.exit(0);
