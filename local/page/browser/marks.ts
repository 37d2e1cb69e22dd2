import { counted } from '../../../core/wording.ts';
import type { MarkedCase, MarksAnswer } from '../protocol.ts';
import { button, element } from './dom.ts';
import { findingView } from './finding-view.ts';
import type { PageActions } from './panel.ts';
import { time, visible } from './text.ts';

/** The least pixels between two marks: nearer ones are one (WCAG 2.2, 2.5.8 Target Size). */
const MARK_PIXELS = 24;

/** Cases at one place of a time axis. */
interface Mark {
  readonly pixels: number;
  readonly cases: readonly MarkedCase[];
}

/** How a time axis lies in its chart. */
export interface TimeAxis {
  /** Where a time is, in pixels from the left; `undefined` where the chart has no such axis. */
  readonly pixelsOf: (millis: number) => number | undefined;
  /** Where the time ends that the chart shows, epoch milliseconds. */
  readonly to: number;
}

/** Marks over a chart where the first lines of cases are. */
export function marksOver({ cases }: MarksAnswer, axis: TimeAxis, actions: PageActions): HTMLElement {
  const items = marksAt(cases, axis.pixelsOf).map(({ pixels, cases: here }) => {
    const isSure = here.some(({ document }) => document['kafkainsight.finding.confidence'] === 'high');
    const mark = button(
      here.length === 1 ? '' : String(here.length),
      () => {
        showCases(here, axis, actions);
      },
      {
        class: isSure ? 'tone-bad' : 'tone-warning',
        label: `${counted(here.length, 'finding')}: ${here.map(({ document }) => textOf(document['message'])).join(' · ')}`,
      },
    );
    const item = element('li', {}, [mark]);
    item.style.setProperty('--at', `${pixels}px`);
    return item;
  });
  return element('ul', { class: 'marks', attributes: items.length === 0 ? { hidden: '' } : {} }, items);
}

/** What a chart says of the cases that it does not mark. */
export function unmarkedText({ left }: MarksAnswer): string {
  return left === 0 ? '' : `Only the newest cases are marked, without ${counted(left, 'older one')}`;
}

function marksAt(cases: readonly MarkedCase[], pixelsOf: TimeAxis['pixelsOf']): Mark[] {
  const placed = cases.flatMap((each): Mark[] => {
    const pixels = pixelsOf(each.firstMillis);
    return pixels === undefined ? [] : [{ pixels, cases: [each] }];
  });
  return placed
    .toSorted((one, other) => one.pixels - other.pixels)
    .reduce<Mark[]>((marks, mark) => {
      const last = marks.at(-1);
      if (last === undefined || mark.pixels - last.pixels >= MARK_PIXELS) return [...marks, mark];
      return [...marks.slice(0, -1), { ...last, cases: [...last.cases, ...mark.cases] }];
    }, []);
}

function textOf(value: unknown): string {
  return visible(typeof value === 'string' ? value : '');
}

/** A dialog of what was found there, and where each leads. */
function showCases(cases: readonly MarkedCase[], { to }: TimeAxis, actions: PageActions): void {
  const close = button(
    'Close',
    () => {
      dialog.close();
    },
    { class: 'primary' },
  );
  const dialog = element('dialog', { class: 'cases-dialog', attributes: { 'aria-label': 'What was found' } }, [
    element('h2', { text: 'What was found' }),
    element(
      'ul',
      { class: 'cases' },
      cases.map((each) =>
        caseItem(each, to, (view) => {
          dialog.close();
          actions.show(view);
        }),
      ),
    ),
    element('div', { class: 'dialog-buttons' }, [close]),
  ]);
  dialog.addEventListener('close', () => {
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function caseItem(
  { document, firstMillis }: MarkedCase,
  to: number,
  show: (view: Parameters<PageActions['show']>[0]) => void,
): HTMLElement {
  const [begin, end] = [document['event.start'], document['event.end']].map((each) => Date.parse(String(each)));
  const lines = findingView(document);
  const buttons = [
    ...(lines === undefined
      ? []
      : [
          button('Show its lines', () => {
            show(lines);
          }),
        ]),
    ...(firstMillis >= to
      ? []
      : [
          button('Since then, compared with before', () => {
            show({ range: { kind: 'between', from: firstMillis, to } });
          }),
        ]),
  ];
  const sure = textOf(document['kafkainsight.finding.confidence']);
  return element('li', {}, [
    element('p', { text: textOf(document['message']) }),
    element('p', {
      class: 'hint',
      text: `${textOf(document['rule.name'])} · confidence ${sure} · ${time(begin ?? 0)} – ${time(end ?? 0)}`,
    }),
    element('div', { class: 'line-actions' }, buttons),
  ]);
}
