import { createFindingStore } from '../../adapters/search/findings/finding-store.ts';
import { createSearchEngine } from '../../adapters/search/search-engine.ts';
import { createVisitStore } from '../../adapters/search/visits/visit-store.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { visitPlanOf } from '../../core/visits/visit-plan.ts';
import { grouped } from '../../core/wording.ts';
import { type Dashboard, isAggregationPanel, type Panel, panelsOf } from '../../dashboards/definition.ts';
import { judgeLogs } from '../../lambdas/findings/judge-logs.ts';
import { answerExtent, answerPanel, answerValues } from '../../local/page/answers.ts';
import { pageDashboardsOf } from '../../local/page/dashboards.ts';
import { answerLines } from '../../local/page/lines.ts';
import type { ShownPage } from '../../local/page/questions.ts';
import { answerReport } from '../../local/page/reports/reports.ts';
import { medianSample, secondsSince } from '../measurement.ts';
import { note, type Run } from '../run.ts';
import type { BenchStage } from './bench-stage.ts';
import { indexLongStory, siteOfShop, STORY_SPAN } from './page-story.ts';
import { showProgress } from './rounds.ts';

const LINES = 2_000_000;
const QUICK_LINES = 50_000;
const ROUNDS = { warmUp: 2, measured: 5 };
const AIM_SECONDS = 2;
/** As many requests a browser has open to one server. */
const CONNECTIONS = 6;
const FIRST_LINES = 50;
/** The slowest panels that are named. */
const NAMED_PANELS = 3;

export const page: BenchStage = {
  about:
    'How long the findings function takes to count the visits of all lines once (`visits`; no rule is judged), and how long a dashboard of the local page takes until its last panel has its answer: 2,000,000 documents of the generated shop in one OpenSearch node, all times chosen, with the six connections that a browser has. Everything is computed anew each time: the cache of responses is emptied before, the files are warm. `again` is the same with that cache, as where no line came meanwhile.',
  minutes: 12,
  async measure(run, servers) {
    const url = await servers.openSearch();
    await using engine = closing(createSearchEngine({ engine: 'opensearch', url, authentication: { kind: 'none' } }));
    const lines = run.quick ? QUICK_LINES : LINES;
    await indexLongStory(engine, lines);
    await measureVisits(run, engine, lines);
    const shown = { engine, dashboards: pageDashboardsOf(siteOfShop()) };
    for (const dashboard of shown.dashboards) await measureDashboard(run, shown, dashboard);
  },
};

/** Counts the visits of all lines, as after a change of the site: what the dashboard Marketing shows. */
async function measureVisits(run: Run, engine: SearchEngine, lines: number): Promise<void> {
  const plan = visitPlanOf(siteOfShop());
  if ('needs' in plan) throw new Error('The site of the generated shop says nothing of visits.');
  showProgress('counting visits');
  const begin = performance.now();
  const visits = { plan, store: createVisitStore(engine) };
  const options = { now: () => Date.now(), stopMillis: Infinity, isSettled: true, visits };
  const report = await judgeLogs(createFindingStore(engine), [], options);
  const seconds = secondsSince(begin);
  showProgress('');
  const said = `${grouped(report.visits)} visits of ${grouped(lines)} lines in ${seconds.toFixed(0)} s`;
  note(run, { name: 'visits', unit: 'lines/s', better: 'more', samples: [lines / seconds], note: said });
}

function closing(engine: SearchEngine): SearchEngine & AsyncDisposable {
  return Object.assign(engine, { [Symbol.asyncDispose]: () => engine.close() });
}

interface Question {
  readonly name: string;
  readonly ask: () => Promise<unknown>;
}

async function measureDashboard(run: Run, shown: ShownPage, dashboard: Dashboard): Promise<void> {
  const [anew, again]: [number[], number[]] = [[], []];
  const panels = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS.warmUp + ROUNDS.measured; round++) {
    showProgress(`${dashboard.title}: round ${round + 1} of ${ROUNDS.warmUp + ROUNDS.measured}`);
    await shown.engine.request('POST', '/_cache/clear?request=true');
    const first = await view(shown, dashboard);
    const second = await view(shown, dashboard);
    if (round < ROUNDS.warmUp) continue;
    anew.push(first.seconds);
    again.push(second.seconds);
    for (const [name, seconds] of first.panels) panels.set(name, [...(panels.get(name) ?? []), seconds]);
  }
  showProgress('');
  const slowest = [...panels]
    .map(([name, samples]) => [name, medianSample(samples)] as const)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, NAMED_PANELS)
    .map(([name, seconds]) => `${name} ${seconds.toFixed(2)}`);
  const time = { unit: 'seconds', better: 'less', aim: AIM_SECONDS } as const;
  note(run, { ...time, name: dashboard.title, samples: anew, note: `slowest: ${slowest.join(', ')}` });
  note(run, { ...time, name: `${dashboard.title}, again`, samples: again });
}

/** Asks all that the page asks for a dashboard; each panel's time is that from its turn on a connection. */
async function view(
  shown: ShownPage,
  dashboard: Dashboard,
): Promise<{ readonly seconds: number; readonly panels: readonly (readonly [string, number])[] }> {
  const begin = performance.now();
  await answerExtent(shown.engine);
  const questions = panelsOf(dashboard).flatMap((panel) => questionsOf(shown, dashboard, panel));
  const panels: [string, number][] = [];
  const next = questions.values();
  const connection = async (): Promise<void> => {
    for (const { name, ask } of next) {
      const started = performance.now();
      await ask();
      panels.push([name, secondsSince(started)]);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return { seconds: secondsSince(begin), panels };
}

function questionsOf(shown: ShownPage, dashboard: Dashboard, panel: Panel): Question[] {
  const { id: name } = panel;
  const scope = { from: STORY_SPAN.fromMillis, to: STORY_SPAN.toMillis, timeZone: 'Europe/Zurich', filters: [] };
  const question = { dashboard: dashboard.id, panel: name, scope };
  if (isAggregationPanel(panel)) return [{ name, ask: () => answerPanel(shown, question) }];
  switch (panel.kind) {
    case 'guide':
    case 'notice':
      return [];
    case 'controls':
      return panel.controls.map(({ field }) => ({
        name: `values of ${field}`,
        ask: () => answerValues(shown.engine, { dataView: panel.dataView, field, scope }),
      }));
    case 'lines':
      return [{ name, ask: () => answerLines(shown, { ...question, order: 'newest', limit: FIRST_LINES }) }];
    case 'report':
      return [{ name, ask: () => answerReport(shown, question) }];
  }
}
