import type { DataViewName } from '../../../dashboards/definition.ts';
import { linesDashboard } from '../dashboards.ts';
import type { FoundLine } from '../protocol.ts';
import { button, element } from './dom.ts';
import { findingView } from './finding-view.ts';
import { printedValue } from './line-fields.ts';
import type { PageActions } from './panel.ts';
import { ask } from './questions.ts';
import { copyText, showRawLine } from './raw-line.ts';
import { visible } from './text.ts';
import { filtersOfValue } from './value-filters.ts';
import { visitView } from './visit-view.ts';

/** Lines one below the other. Which of them are open is kept while they are shown again. */
export interface LineList {
  readonly element: HTMLElement;
  readonly append: (lines: readonly FoundLine[]) => void;
  /**
   * @param empty shown where there are none
   * @param columns fields that are shown in addition to the time. Default: none
   */
  readonly replace: (lines: readonly FoundLine[], empty: HTMLElement, columns?: readonly string[]) => void;
}

/** Creates an empty list. */
type NewList = (panel: { readonly dataView: DataViewName }, actions: PageActions) => LineList;

const NEIGHBOURS = 10;
/** A request and what is logged about it are this near. */
const ENCOUNTER_MILLIS = 60_000;

/** The fields whose lines, one after the other, are the story of a request or of somebody. */
const STORY_FIELDS = [
  'trace.id',
  'http.request.id',
  'transaction.id',
  'user.name',
  'user.id',
  'user.email',
  'source.address',
];

/** Where an opened line leads: to its story, to its file, to what it proves or what proves it. */
export function lineActions(
  dataView: DataViewName,
  line: FoundLine,
  actions: PageActions,
  newList: NewList,
): HTMLElement {
  const { id, document, ofDataset } = line;
  const below = element('div', { class: 'line-more' });
  const copy = button(
    'Copy',
    () => void copyText(JSON.stringify({ _id: id, ...ofDataset, ...document }, undefined, 2), copy),
  );
  const buttons = [copy, ...storyButtons(dataView, line, actions), ...encounterButtons(dataView, line, actions)];
  if (dataView === 'logs') {
    const [file, offset] = [document['kafkainsight.file.id'], document['log.offset']];
    if (typeof file === 'string' && typeof offset === 'number') {
      if (actions.hasBucket) buttons.push(button('Raw line', () => void showRawLine(below, id)));
      buttons.push(
        button(
          'Lines around it in its file',
          () => void showNeighbours(below, line, { file, offset }, () => newList({ dataView: 'logs' }, actions)),
        ),
      );
    }
    buttons.push(
      button(
        'Findings that rest on it',
        () => void showFindings(below, id, newList({ dataView: 'findings' }, actions)),
      ),
    );
  }
  const view = linesView(dataView, document);
  if (view !== undefined)
    buttons.push(
      button('Show its lines', () => {
        actions.show(view);
      }),
    );
  return element('div', {}, [element('div', { class: 'line-actions' }, buttons), below]);
}

/** The view with the lines that another document is about. */
function linesView(dataView: DataViewName, document: FoundLine['document']): ReturnType<typeof findingView> {
  if (dataView === 'visits') return visitView(document);
  return dataView === 'cases' || dataView === 'findings' ? findingView(document) : undefined;
}

function storyButtons(dataView: DataViewName, { document }: FoundLine, actions: PageActions): HTMLElement[] {
  if (dataView !== 'logs') return [];
  return STORY_FIELDS.flatMap((field) => {
    const filters = filtersOfValue(dataView, field, document[field]);
    if (filters.length === 0) return [];
    const tell = (): void => {
      actions.show({ dashboard: linesDashboard, filters, search: '', order: 'oldest' });
    };
    return [button(`Story of ${field} ${visible(String(document[field]))}`, tell)];
  });
}

/** Web servers log a request and its error apart, without an id that both have: client and time join them. */
function encounterButtons(dataView: DataViewName, { document }: FoundLine, actions: PageActions): HTMLElement[] {
  const filters = filtersOfValue(dataView, 'source.address', document['source.address']);
  const millis = Date.parse(String(document['@timestamp']));
  if (dataView !== 'logs' || filters.length === 0 || Number.isNaN(millis)) return [];
  const range = { kind: 'between', from: millis - ENCOUNTER_MILLIS, to: millis + ENCOUNTER_MILLIS } as const;
  const tell = (): void => {
    actions.show({ dashboard: linesDashboard, range, filters, search: '', order: 'oldest' });
  };
  return [button('This client within a minute, in all logs', tell)];
}

async function showNeighbours(
  below: HTMLElement,
  line: FoundLine,
  place: { readonly file: string; readonly offset: number },
  list: () => LineList,
): Promise<void> {
  await fill(below, async () => {
    const { before, after } = await ask('neighbours', { ...place, limit: NEIGHBOURS }, new AbortController().signal);
    const [above, under] = [list(), list()];
    above.replace(before, said('This is the first line of its file.'));
    under.replace(after, said('This is the last line of its file.'));
    const own = said(
      `This line, at byte ${place.offset} of ${visible(printedValue(line.document['log.file.path'] ?? 'its file'))}`,
    );
    own.classList.add('line-own');
    return [above.element, own, under.element];
  });
}

async function showFindings(below: HTMLElement, id: string, list: LineList): Promise<void> {
  await fill(below, async () => {
    const { findings } = await ask('findings', { line: id }, new AbortController().signal);
    list.replace(findings, said('No finding rests on this line.'));
    return [list.element];
  });
}

async function fill(below: HTMLElement, content: () => Promise<readonly HTMLElement[]>): Promise<void> {
  below.replaceChildren(said('Loading …'));
  try {
    below.replaceChildren(...(await content()));
  } catch (error) {
    below.replaceChildren(said(error instanceof Error ? error.message : String(error)));
  }
}

function said(text: string): HTMLElement {
  return element('p', { class: 'line-said', text });
}
