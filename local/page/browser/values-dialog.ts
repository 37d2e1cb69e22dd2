import type { ValuesAnswer } from '../protocol.ts';
import { button, element } from './dom.ts';
import { count, visible } from './text.ts';
import type { ValueFilter } from './view.ts';

/** What the dialog needs of the page. */
export interface ValuesDialogActions {
  /** The most frequent values of a field in the time range, whatever the filters. */
  readonly values: (field: string) => Promise<ValuesAnswer>;
  /** Adds a value to the filter, or takes it out. */
  readonly choose: (filter: ValueFilter, value: string | number, isChosen: boolean) => void;
}

/** A dialog in which several values of one filter are chosen. Returns its element, and what opens it. */
export function createValuesDialog({ values, choose }: ValuesDialogActions): {
  readonly element: HTMLDialogElement;
  readonly open: (filter: ValueFilter) => void;
} {
  const title = element('h2');
  const list = element('ul', { class: 'values' });
  const done = button(
    'Done',
    () => {
      dialog.close();
    },
    { class: 'primary' },
  );
  const dialog = element('dialog', { class: 'values-dialog', attributes: { 'aria-label': 'Values of the filter' } }, [
    title,
    list,
    element('div', { class: 'dialog-buttons' }, [done]),
  ]);

  function item(filter: ValueFilter, value: string | number, lines: number | undefined): HTMLElement {
    const box = element('input', { attributes: { type: 'checkbox' } });
    box.checked = filter.values.includes(value);
    box.addEventListener('change', () => {
      choose(filter, value, box.checked);
    });
    const counted = lines === undefined ? '' : ` (${count(lines)})`;
    return element('li', {}, [
      element('label', {}, [box, element('bdi', { text: `${visible(String(value))}${counted}` })]),
    ]);
  }

  const open = (filter: ValueFilter): void => {
    title.textContent = `${filter.negated ? 'None' : 'Any'} of these values of ${filter.field}`;
    list.replaceChildren(element('li', { text: 'Loading …' }));
    dialog.showModal();
    void values(filter.field).then(
      ({ values: found }) => {
        const listed = new Set(found.map(({ value }) => value));
        const rest = filter.values.filter((value) => !listed.has(value));
        list.replaceChildren(
          ...rest.map((value) => item(filter, value, undefined)),
          ...found.map(({ value, count: lines }) => item(filter, value, lines)),
        );
      },
      (error: unknown) => {
        list.replaceChildren(element('li', { text: error instanceof Error ? error.message : String(error) }));
      },
    );
  };
  return { element: dialog, open };
}
