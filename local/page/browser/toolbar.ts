import type { Dashboard } from '../../../dashboards/definition.ts';
import type { ValuesAnswer } from '../protocol.ts';
import { button, byId, element, retitle } from './dom.ts';
import { filterChips } from './filters.ts';
import { createSearchBox } from './search-box.ts';
import { isUtc, time, useUtc, zoneHint } from './text.ts';
import { applyTheme, chosenTheme, nextTheme, type Theme } from './theme.ts';
import { createValuesDialog } from './values-dialog.ts';
import {
  type Filter,
  hashOf,
  isSameFilter,
  quickRanges,
  refreshChoices,
  type TimeRange,
  type ValueFilter,
  type View,
  withFilter,
  withoutValue,
} from './view.ts';

/** What the toolbar can make the page do. */
export interface ToolbarActions {
  /** Shows another view. */
  readonly show: (change: Partial<View>) => void;
  /** The most frequent values of a field in the time range. */
  readonly values: (field: string) => Promise<ValuesAnswer>;
  /** Refreshes all panels. */
  readonly refresh: () => void;
  /** Redraws everything in new colours. */
  readonly redraw: () => void;
}

/** Where the reader's choice of UTC is kept. */
const ZONE_KEY = 'kafkainsight.zone';
const themeNames: Readonly<Record<Theme, string>> = { auto: 'Auto', light: 'Light', dark: 'Dark' };

/** The page's head: dashboard, search, time range, refresh and colours. Returns a function that updates it. */
export function createToolbar(dashboards: readonly Dashboard[], actions: ToolbarActions): (view: View) => void {
  const tabs = createTabs(dashboards);
  let shown: View | undefined;
  const dialog = createValuesDialog({
    values: actions.values,
    choose: (filter, value, isChosen) => {
      const { filters = [] } = shown ?? {};
      const one = { ...filter, values: [value] };
      actions.show({ filters: isChosen ? withFilter(filters, one) : withoutValue(filters, filter, value) });
    },
  });
  const search = createSearchBox({
    search: (typed) => {
      actions.show({ search: typed });
    },
    values: actions.values,
  });
  const range = createRangePicker(actions);
  const refresh = createRefreshPicker(actions);
  byId('tools').append(
    search.element,
    range.element,
    refresh.element,
    createZoneButton(actions),
    createThemeButton(actions),
    dialog.element,
  );
  return (view) => {
    byId('zone').textContent = zoneHint();
    tabs(view);
    search.update(view);
    range.update(view);
    refresh.update(view);
    shown = view;
    showChips(view, actions, dialog.open);
  };
}

interface Tool {
  readonly element: HTMLElement;
  readonly update: (view: View) => void;
}

function createTabs(dashboards: readonly Dashboard[]): (view: View) => void {
  const links = dashboards.map((dashboard) => ({ dashboard, link: element('a', { text: dashboard.title }) }));
  byId('tabs').append(...links.map(({ link }) => link));
  return (view) => {
    for (const { dashboard, link } of links) {
      link.href = hashOf({ ...view, dashboard });
      if (dashboard === view.dashboard) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    document.title = `${view.dashboard.title} – KafkaInsight`;
    byId('description').textContent = view.dashboard.description;
  };
}

function createRangePicker({ show }: ToolbarActions): Tool {
  const select = element('select', { attributes: { 'aria-label': 'Time range' } });
  const custom = element('option', { text: 'Between …', attributes: { value: 'between' } });
  select.append(
    element('option', { text: 'All times', attributes: { value: 'all' } }),
    ...quickRanges.map(({ minutes, label }) =>
      element('option', { text: label, attributes: { value: String(minutes) } }),
    ),
    custom,
  );
  const dialog = createRangeDialog(show);
  let shown: TimeRange = { kind: 'all' };
  const valueOf = (range: TimeRange): string => (range.kind === 'last' ? String(range.minutes) : range.kind);
  select.addEventListener('change', () => {
    if (select.value === 'all') show({ range: { kind: 'all' } });
    else if (select.value === 'between') {
      select.value = valueOf(shown);
      dialog.open(shown);
    } else show({ range: { kind: 'last', minutes: Number(select.value) } });
  });
  const edit = button(
    '',
    () => {
      dialog.open(shown);
    },
    { class: 'range-text', label: 'Choose the time range' },
  );
  const update = ({ range }: View): void => {
    shown = range;
    select.value = valueOf(range);
    edit.hidden = range.kind !== 'between';
    if (range.kind === 'between') edit.textContent = `${time(range.from)} – ${time(range.to)}`;
  };
  return { element: element('div', { class: 'range' }, [select, edit, dialog.element]), update };
}

function createRangeDialog(show: ToolbarActions['show']): {
  element: HTMLDialogElement;
  open: (range: TimeRange) => void;
} {
  const input = (): HTMLInputElement =>
    element('input', { attributes: { type: 'datetime-local', step: '1', required: '' } });
  const [from, to] = [input(), input()];
  const hint = element('p', { class: 'hint' });
  const form = element('form', { attributes: { method: 'dialog' } }, [
    element('label', {}, [element('span', { text: 'From' }), from]),
    element('label', {}, [element('span', { text: 'To' }), to]),
    hint,
    element('div', { class: 'dialog-buttons' }, [
      button('Cancel', () => {
        dialog.close();
      }),
      element('button', { text: 'Show', class: 'primary', attributes: { type: 'submit' } }),
    ]),
  ]);
  const dialog = element('dialog', { attributes: { 'aria-label': 'Time range' } }, [form]);
  form.addEventListener('submit', (event) => {
    const range = { from: millisOf(from.value), to: millisOf(to.value) };
    if (range.from < range.to) {
      show({ range: { kind: 'between', ...range } });
      return;
    }
    event.preventDefault();
    to.setCustomValidity('The end must be after the beginning.');
    to.reportValidity();
  });
  to.addEventListener('input', () => {
    to.setCustomValidity('');
  });
  const open = (range: TimeRange): void => {
    hint.textContent = zoneHint();
    const now = Date.now();
    from.value = inputTime(range.kind === 'between' ? range.from : now - 86_400_000);
    to.value = inputTime(range.kind === 'between' ? range.to : now);
    dialog.showModal();
  };
  return { element: dialog, open };
}

/** The format of `datetime-local` inputs: time of the shown zone, without its name. */
function inputTime(millis: number): string {
  const offset = isUtc() ? 0 : new Date(millis).getTimezoneOffset() * 60_000;
  return new Date(millis - offset).toISOString().slice(0, 'yyyy-MM-ddTHH:mm:ss'.length);
}

function millisOf(input: string): number {
  return new Date(isUtc() ? `${input}Z` : input).getTime();
}

function createZoneButton({ redraw }: ToolbarActions): HTMLElement {
  const describe = (): void => {
    retitle(toggle, isUtc() ? 'UTC' : 'Local', 'show times in UTC or in your zone');
  };
  useUtc(localStorage.getItem(ZONE_KEY) === 'utc');
  const toggle = button('', () => {
    useUtc(!isUtc());
    localStorage.setItem(ZONE_KEY, isUtc() ? 'utc' : 'local');
    describe();
    redraw();
  });
  describe();
  return toggle;
}

function createRefreshPicker({ show, refresh }: ToolbarActions): Tool {
  const select = element('select', { attributes: { 'aria-label': 'Refresh automatically' } });
  select.append(
    ...refreshChoices.map((seconds) =>
      element('option', {
        text: seconds === 0 ? 'No refresh' : `Every ${seconds} s`,
        attributes: { value: String(seconds) },
      }),
    ),
  );
  select.addEventListener('change', () => {
    show({ refreshSeconds: Number(select.value) });
  });
  const now = button('', refresh, { class: 'refresh', label: 'Refresh now' });
  const update = ({ refreshSeconds }: View): void => {
    select.value = String(refreshSeconds);
  };
  return { element: element('div', { class: 'refresh-tools' }, [select, now]), update };
}

function createThemeButton({ redraw }: ToolbarActions): HTMLElement {
  let theme = chosenTheme();
  const toggle = button(
    '',
    () => {
      theme = nextTheme(theme);
      wear();
      redraw();
    },
    { class: 'theme' },
  );
  function wear(): void {
    applyTheme(theme);
    retitle(toggle, themeNames[theme], 'colours as the system, light or dark');
  }
  wear();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  return toggle;
}

function showChips({ filters, search }: View, { show }: ToolbarActions, more: (filter: ValueFilter) => void): void {
  const without = (gone: Filter): Filter[] => filters.filter((filter) => !isSameFilter(filter, gone));
  const chips = filterChips(filters, {
    remove: (removed) => {
      show({ filters: without(removed) });
    },
    negate: (negated) => {
      show({ filters: withFilter(without(negated), { ...negated, negated: !negated.negated }) });
    },
    more,
  });
  const clear = button(
    'Clear all',
    () => {
      show({ filters: [], search: '' });
    },
    { class: 'clear' },
  );
  byId('chips').replaceChildren(...chips, ...(chips.length + (search === '' ? 0 : 1) > 1 ? [clear] : []));
}
