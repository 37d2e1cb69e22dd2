import { counted, grouped } from '../../../core/wording.ts';
import type { LinesPanel } from '../../../dashboards/definition.ts';
import { LAST_MILLIS } from '../filterable.ts';
import type { TailAnswer } from '../protocol.ts';
import { button, element } from './dom.ts';
import { follow, type Followed, KEPT_LINES, nothingFollowed, notShown, TAIL_LINES } from './followed.ts';
import { type PanelContext, panelQuestion } from './panel.ts';
import { ask } from './questions.ts';
import { time } from './text.ts';

const POLL_MILLIS = 2000;
const FIRST_MILLIS = 0;

/** Follows a list: shows lines as they come. */
export interface Tail {
  /** Buttons: follow or stop, pause or go on. */
  readonly buttons: readonly HTMLElement[];
  /** How many came, and how many of them were not shown. */
  readonly status: HTMLElement;
  /**
   * Goes on with another view; where that is of other lines, from now on. Returns whether the list is followed.
   *
   * @param of names the lines
   */
  readonly update: (context: PanelContext, of: string) => boolean;
}

/** What following a list needs of it. */
export interface TailActions {
  /** Shows the lines that came, the last first. */
  readonly show: (lines: Followed['lines']) => void;
  /** Shows the list as it was. */
  readonly end: () => void;
}

interface Following {
  readonly abort: AbortController;
  /** Epoch milliseconds; the server says them with its first answer. */
  since?: number;
  followed: Followed;
}

/**
 * Creates what follows a list. One request is sent every two seconds, and only while the page is seen: it asks for the last TAIL_LINES, and
 * how many came in all, so that what comes faster than it is shown is counted.
 */
export function createTail(panel: LinesPanel, actions: TailActions): Tail {
  let shown: { readonly context: PanelContext; readonly of: string } | undefined;
  let following: Following | undefined;
  let isPaused = false;
  const status = element('p', { class: 'panel-note tail-status', attributes: { hidden: '' } });
  const pause = button('Pause', () => {
    isPaused = !isPaused;
    describe();
  });
  const toggle = button('Follow', () => {
    if (following === undefined) begin();
    else end();
  });
  describe();

  function begin(): void {
    following?.abort.abort();
    following = { abort: new AbortController(), followed: nothingFollowed };
    isPaused = false;
    actions.show([]);
    describe();
    void poll(following.abort.signal, status, () => (isPaused ? Promise.resolve() : look(following)));
  }

  function end(): void {
    following?.abort.abort();
    following = undefined;
    describe();
    actions.end();
  }

  async function look(own: Following | undefined): Promise<void> {
    if (shown === undefined || own === undefined) return;
    const answer = await askForTail(panel, shown.context, own);
    own.since = answer.since;
    // what came while the answer was on its way is in the next one, too
    if (isPaused || own !== following) return;
    own.followed = follow(own.followed, answer);
    actions.show(own.followed.lines);
    describe();
  }

  function describe(): void {
    toggle.textContent = following === undefined ? 'Follow' : 'Stop following';
    pause.hidden = following === undefined;
    pause.textContent = isPaused ? 'Go on' : 'Pause';
    status.hidden = following === undefined;
    status.textContent = following === undefined ? '' : statusText(following, isPaused);
  }

  return {
    buttons: [toggle, pause],
    status,
    update(context, of) {
      const isOther = shown !== undefined && shown.of !== of;
      shown = { context, of };
      if (isOther && following !== undefined) begin();
      return following !== undefined;
    },
  };
}

/** Looks every two seconds until the signal, or until the list is no longer on the page. An error is said in its status. */
async function poll(signal: AbortSignal, status: HTMLElement, look: () => Promise<void>): Promise<void> {
  while (!signal.aborted && status.isConnected) {
    try {
      if (!document.hidden) await look();
    } catch (error) {
      status.textContent = error instanceof Error ? error.message : String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
  }
}

function askForTail(panel: LinesPanel, context: PanelContext, { since, abort }: Following): Promise<TailAnswer> {
  const asked = { ...panelQuestion(panel, context), scope: openScope(context), limit: TAIL_LINES };
  return ask('tail', since === undefined ? asked : { ...asked, since }, abort.signal);
}

/** Lines that come may be of any time, unless the reader has chosen one. */
function openScope({ view: { range }, scope }: PanelContext): PanelContext['scope'] {
  if (range.kind === 'between') return scope;
  return { ...scope, from: range.kind === 'last' ? scope.from : FIRST_MILLIS, to: LAST_MILLIS };
}

function statusText({ since, followed }: Following, isPaused: boolean): string {
  const left = notShown(followed);
  return [
    isPaused ? 'Paused.' : 'Following: new lines come to the top.',
    ...(since === undefined ? [] : [`${counted(followed.came, 'line')} came since ${time(since)}.`]),
    ...(left === 0 ? [] : [`${grouped(left)} of them came faster than they are shown, and are not in this list.`]),
    ...(followed.lines.length < KEPT_LINES ? [] : [`The list keeps the last ${grouped(KEPT_LINES)}.`]),
  ].join(' ');
}
