import type { AggregationPanel, DataViewName, Panel } from '../../../dashboards/definition.ts';
import type { Extents, ReachAnswer } from '../protocol.ts';
import { element } from './dom.ts';
import { AnswerError, type SentScope } from './questions.ts';
import { NOT_COUNTED, type Period } from './uncounted.ts';
import type { Filter, View } from './view.ts';

/** What panels can make the page do. */
export interface PageActions {
  /** Narrows the view. */
  readonly filter: (filters: readonly Filter[]) => void;
  /** Shows a field of log lines as a column, or no longer. */
  readonly column: (name: string) => void;
  /** Shows another view. */
  readonly show: (change: Partial<View>) => void;
  /** Whether raw lines can be read from the bucket. */
  readonly hasBucket: boolean;
  /** Shows another time range, epoch milliseconds. */
  readonly zoom: (from: number, to: number) => void;
}

/** The view that a panel shows. */
export interface PanelContext {
  readonly view: View;
  /** With the filters that concern the panel. */
  readonly scope: SentScope;
  /** What has to be said next to its numbers. */
  readonly notes: readonly string[];
  /** The time of the first and the last of the documents that it may show, whatever the time range; absent where there are none. */
  readonly extent: Extents[DataViewName];
  readonly reach: ReachAnswer['panels'];
  /** Of which times there may be documents that are not counted yet. */
  readonly uncounted: readonly Period[];
  /** Whether that is so much of the time range that nothing found says nothing. */
  readonly isUncounted: boolean;
  readonly signal: AbortSignal;
}

/** A panel on the page. */
export interface PanelView {
  readonly element: HTMLElement;
  /** Requests its content and shows it, or an error in its place. Never rejects. */
  readonly refresh: (context: PanelContext) => Promise<void>;
}

/** The frame around a panel: its question, its buttons, its content, and its error message. */
export interface PanelFrame {
  readonly element: HTMLElement;
  readonly buttons: HTMLElement;
  readonly content: HTMLElement;
  /** What is said below the content of what it leaves out. */
  readonly foot: HTMLElement;
  /** Runs `fill` with the frame marked as busy, and shows its error, if any, next to the previous content. */
  readonly during: (context: PanelContext, fill: () => Promise<void>) => Promise<void>;
}

const COLUMNS = 48;

/** Creates a panel's frame. Columns become a share of the row; on narrow screens the style sheet overrides it. */
export function panelFrame(panel: Panel, heightUnits: number): PanelFrame {
  const heading = element('h2', { text: panel.title, attributes: { id: `title-${panel.id}` } });
  const buttons = element('div', { class: 'panel-buttons' });
  const content = element('div', { class: 'panel-content' });
  const note = element('p', { class: 'panel-note', attributes: { hidden: '' } });
  const foot = element('p', { class: 'panel-foot' });
  const message = element('p', { class: 'panel-message', attributes: { role: 'status', hidden: '' } });
  const frame = element(
    'section',
    {
      class: `panel panel-${panel.kind}`,
      attributes: { 'aria-labelledby': `title-${panel.id}`, 'data-panel': panel.id },
    },
    [element('header', {}, [heading, buttons]), note, content, foot, message],
  );
  frame.style.setProperty('--columns', String(Math.max(1, Math.round((panel.width / COLUMNS) * 24))));
  frame.style.setProperty('--height', String(heightUnits));
  return {
    element: frame,
    buttons,
    content,
    foot,
    async during({ signal, notes }, fill) {
      frame.setAttribute('aria-busy', 'true');
      try {
        await fill();
        note.textContent = notes.join(' · ');
        note.hidden = notes.length === 0;
        message.hidden = true;
        frame.dataset['state'] = 'shown';
      } catch (error) {
        if (signal.aborted) return;
        message.textContent = error instanceof AnswerError ? error.message : `This panel failed: ${String(error)}`;
        message.hidden = false;
        frame.dataset['state'] = 'failed';
      } finally {
        if (!signal.aborted) frame.removeAttribute('aria-busy');
      }
    },
  };
}

/** Says next to a panel's content that it is old, and why. */
export function markOld(panel: HTMLElement, why: string): void {
  const message = panel.querySelector<HTMLElement>('.panel-message');
  if (message === null || panel.dataset['state'] === undefined) return;
  message.textContent = why;
  message.hidden = false;
  panel.dataset['state'] = 'failed';
}

/**
 * Returns a function that checks whether a response differs from the previous one: unchanged content is not rendered again, and keeps its
 * focus.
 */
export function changeDetector(): (answer: unknown) => boolean {
  let before = '';
  return (answer) => {
    const now = JSON.stringify(answer);
    const changed = now !== before;
    before = now;
    return changed;
  };
}

/** The notice shown where nothing matches, or where that is not known yet. */
export function emptyNotice(
  text = 'Nothing in this time range and with these filters.',
  context?: PanelContext,
): HTMLElement {
  return element('p', { class: 'empty', text: context?.isUncounted === true ? NOT_COUNTED : text });
}

/** Whether a view's numbers can be compared with those of the time before: nothing is before all times. */
export function hasBefore({ view }: PanelContext): boolean {
  return view.range.kind !== 'all';
}

/** The question that is sent for a panel. */
export function panelQuestion(panel: Panel, { view, scope }: PanelContext): object {
  return { dashboard: view.dashboard.id, panel: panel.id, scope };
}

/** The style sheet's class for a panel's tone. */
export function toneClass({ tone }: AggregationPanel): string {
  return tone === undefined ? '' : `tone-${tone}`;
}
