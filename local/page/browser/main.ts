import type { DataViewName, Panel } from '../../../dashboards/definition.ts';
import { isDrawn } from '../../../dashboards/legend.ts';
import { pageDashboardsOf } from '../dashboards.ts';
import { viewsOfField } from '../filterable.ts';
import type { ExtentAnswer, ReachAnswer, ValuesAnswer } from '../protocol.ts';
import { chartPanel } from './chart-panel.ts';
import { button, byId, element } from './dom.ts';
import { controlsPanel, guidePanel, noticePanel } from './guide-panel.ts';
import { linesPanel } from './lines-panel.ts';
import { appliedFilters, timeNote } from './notes.ts';
import { numberPanel } from './number-panel.ts';
import { markOld, type PageActions, type PanelContext, type PanelView } from './panel.ts';
import { AnswerError, ask, scopeFor, type Shown, shownOf } from './questions.ts';
import { reportPanel } from './report-panel.ts';
import { noticeOf } from './search-notice.ts';
import { textPanel } from './table-panel.ts';
import { time, visible } from './text.ts';
import { createToolbar } from './toolbar.ts';
import { isMissing, type Period, uncountedIn, uncountedNote } from './uncounted.ts';
import { hashOf, readView, type View, withColumn, withFilter } from './view.ts';

const status = byId('status');
const { site, isOfStory, hasBucket } = await ask('site', {}, new AbortController().signal).catch((error: unknown) => {
  status.textContent = String(error);
  status.classList.add('failed');
  throw error;
});
const dashboards = pageDashboardsOf(site);
let view = readView(location.hash, dashboards);
let panels: readonly { readonly panel: Panel; readonly shown: PanelView }[] = [];
let asking = new AbortController();
/** When all panels were last shown again. */
let shownAt: string | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

const actions: PageActions = {
  hasBucket,
  show,
  filter: (added) => {
    if (added.length > 0) show({ filters: added.reduce(withFilter, [...view.filters]) });
  },
  column: (name) => {
    const columns = withColumn(view.columns, name);
    if (columns !== undefined) show({ columns });
  },
  zoom: (from, to) => {
    show({ range: { kind: 'between', from, to } });
  },
};

/** The browser reports the new address later, but the page is out of date from now on. */
function show(change: Partial<View>): void {
  const before = location.hash;
  location.hash = hashOf({ ...view, ...change });
  if (location.hash !== before) byId('page').setAttribute('aria-busy', 'true');
}

function build(): void {
  panels = view.dashboard.rows.flatMap(({ height, panels: inRow }) =>
    inRow.map((panel) => ({ panel, shown: panelView(panel, height) })),
  );
  byId('dashboard').replaceChildren(...panels.map(({ shown }) => shown.element));
}

function panelView(panel: Panel, height: number): PanelView {
  if (panel.kind === 'guide') return guidePanel(panel, height);
  if (panel.kind === 'notice') return noticePanel(panel, height);
  if (panel.kind === 'controls') return controlsPanel(panel, height, actions);
  if (panel.kind === 'lines') return linesPanel(panel, height, actions);
  if (panel.kind === 'metric') return numberPanel(panel, height);
  if (panel.kind === 'report') return reportPanel(panel, height, actions);
  return isDrawn(panel) ? chartPanel(panel, height, actions) : textPanel(panel, height, actions);
}

/** Refreshes all panels. A later call cancels an earlier one; the next automatic one is scheduled once this one has its answers. */
async function refresh(): Promise<void> {
  clearTimeout(timer);
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  byId('page').setAttribute('aria-busy', 'true');
  try {
    const answer = await ask('extent', {}, signal);
    // the shop's site does not apply to the reader's own logs; the view is in the address
    if (isOfStory === true && answer.hasOwnLogs) location.reload();
    const documents = shownOf(view, answer);
    showEmpty(documents);
    showStory(answer);
    await showSearch(documents, signal);
    const [reach, uncounted] = await Promise.all([reachOf(documents, signal), uncountedOf(signal)]);
    const known = { documents, reach, uncounted };
    await Promise.all(panels.map(({ panel, shown }) => shown.refresh(contextOf(panel, known, signal))));
    shownAt = time(Date.now());
    status.textContent = `As of ${shownAt}`;
    status.classList.remove('failed');
  } catch (error) {
    if (signal.aborted) return;
    const why = error instanceof AnswerError ? error.message : String(error);
    status.textContent = why;
    status.classList.add('failed');
    if (shownAt !== undefined && !(error instanceof AnswerError && error.isOfQuestion))
      for (const { shown } of panels) markOld(shown.element, `This is of ${shownAt}. ${why}`);
  }
  if (signal.aborted) return;
  byId('page').removeAttribute('aria-busy');
  schedule();
}

/** What all panels need. */
interface Known extends Pick<PanelContext, 'reach' | 'uncounted'> {
  readonly documents: Shown;
}

function contextOf(panel: Panel, { documents, reach, uncounted }: Known, signal: AbortSignal): PanelContext {
  const dataView = dataViewOf(panel);
  const { filters, notes } = appliedFilters(view, dataView, reach[panel.id]);
  const scope = { ...scopeFor(view, dataView, documents), filters };
  const extent = documents.extents[dataView];
  const about = { view, scope, extent, reach, signal };
  if (dataView !== 'visits')
    return { ...about, notes: [...notes, ...timeNote(dataView, scope)], uncounted: [], isUncounted: false };
  // of all times, that of the lines: visits that are not counted have none
  const period = view.range.kind === 'all' ? scopeFor(view, 'logs', documents) : scope;
  const note = uncountedNote(uncountedIn(uncounted, period), period, documents.extents.logs?.to ?? Infinity);
  return { ...about, notes: [...notes, ...note], uncounted, isUncounted: isMissing(uncounted, period) };
}

function dataViewOf(panel: Panel): DataViewName {
  return 'dataView' in panel ? panel.dataView : 'logs';
}

async function uncountedOf(signal: AbortSignal): Promise<readonly Period[]> {
  if (!panels.some(({ panel }) => dataViewOf(panel) === 'visits')) return [];
  return (await ask('uncounted', {}, signal)).spans;
}

async function reachOf(documents: Shown, signal: AbortSignal): Promise<ReachAnswer['panels']> {
  if (view.filters.length === 0) return {};
  const question = { dashboard: view.dashboard.id, scope: scopeFor(view, 'logs', documents) };
  return (await ask('reach', question, signal)).panels;
}

function schedule(): void {
  clearTimeout(timer);
  if (view.refreshSeconds > 0 && !document.hidden) timer = setTimeout(() => void refresh(), view.refreshSeconds * 1000);
}

/** Runs before the panels: an invalid search is reported once, and what was shown stays. */
async function showSearch(documents: Shown, signal: AbortSignal): Promise<void> {
  const notice = byId('found');
  if (view.search === '') {
    notice.replaceChildren();
    return;
  }
  try {
    const { headline, details } = noticeOf(await ask('search', { scope: scopeFor(view, 'logs', documents) }, signal));
    const items = details.map((detail) => element('li', { text: visible(detail) }));
    notice.replaceChildren(
      element('strong', { text: headline }),
      ...(items.length === 0 ? [] : [element('ul', {}, items)]),
    );
  } catch (error) {
    if (!signal.aborted) notice.replaceChildren();
    throw error;
  }
}

function showProblems({ problems }: View): void {
  const notice = byId('problems');
  notice.hidden = problems.length === 0;
  const text = ['Part of this page’s address was ignored.', ...problems].join(' ');
  notice.textContent = notice.hidden ? '' : visible(text);
}

/** Where to begin: what to do, and with which folder or command. */
const beginnings = [
  ['Drop a log file, compressed or not, into the folder', 'local/inbox/'],
  ['Not sure what a file is? See what would become of it:', 'npx kafkainsight detect FILE'],
  ['No file at hand? Make some with a story in them:', 'npx kafkainsight generate'],
] as const;

function showEmpty({ extents: { logs } }: Shown): void {
  const notice = byId('nothing');
  notice.hidden = logs !== undefined;
  if (logs !== undefined || notice.childElementCount > 0) return;
  notice.append(
    element('strong', { text: 'There are no log lines yet.' }),
    element(
      'ol',
      {},
      beginnings.map(([what, code]) => element('li', {}, [`${what} `, element('code', { text: code })])),
    ),
    element('span', { text: 'Lines are here a few seconds later: keep this page open.' }),
  );
}

/** Where there are logs of the reader's own, one click shows or hides the story of the first start. */
function showStory({ ownExtents }: ExtentAnswer): void {
  const notice = byId('story');
  notice.hidden = ownExtents === undefined;
  const [text, action] = view.story
    ? ['The story of the first start is shown with your own logs.', 'Leave it out']
    : ['Only your own logs are shown, without the story of the first start.', 'Show it, too'];
  const turn = button(action, () => {
    show({ story: !view.story });
  });
  notice.replaceChildren(element('span', { text }), turn);
}

/** Of all documents in the time range: a filter would hide what could be added to it. */
async function valuesOf(field: string): Promise<ValuesAnswer> {
  const { signal } = new AbortController();
  const [dataView = 'logs'] = viewsOfField(field);
  const documents = shownOf(view, await ask('extent', {}, signal));
  const scope = { ...scopeFor(view, dataView, documents), filters: [] };
  return ask('values', { dataView, field, scope }, signal);
}

const updateToolbar = createToolbar(dashboards, {
  show,
  values: valuesOf,
  refresh: () => void refresh(),
  redraw: () => {
    updateToolbar(view);
    build();
    void refresh();
  },
});

window.addEventListener('hashchange', () => {
  const before = view;
  view = readView(location.hash, dashboards);
  updateToolbar(view);
  showProblems(view);
  if (view.dashboard !== before.dashboard) {
    build();
    window.scrollTo(0, 0);
  }
  void refresh();
});
document.addEventListener('visibilitychange', () => {
  if (document.hidden) clearTimeout(timer);
  else void refresh();
});

updateToolbar(view);
showProblems(view);
build();
void refresh();
