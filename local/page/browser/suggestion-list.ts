import { element } from './dom.ts';
import type { Suggestion } from './suggestions.ts';
import { visible } from './text.ts';

/** A list below an input, of which the arrow keys and the mouse choose. */
export interface SuggestionList {
  readonly element: HTMLElement;
  /** Shows these, none of them chosen; hides the list where there are none. */
  readonly show: (suggestions: readonly Suggestion[]) => void;
  /** What a key does to the list; whether it did anything. */
  readonly press: (key: string) => boolean;
}

/** The id by which the input names its list. */
export const LIST_ID = 'suggestions';

/**
 * Creates an empty list. The pattern is that of a list that an input owns (W3C, ARIA Authoring Practices Guide, "Combobox"): the focus stays in the
 * input, which names the chosen option.
 */
export function createSuggestionList(input: HTMLInputElement, accept: (chosen: Suggestion) => void): SuggestionList {
  const list = element('ul', {
    class: 'suggestions',
    attributes: { id: LIST_ID, role: 'listbox', 'aria-label': 'Suggestions' },
  });
  list.hidden = true;
  let offered: readonly Suggestion[] = [];
  let chosen = -1;

  function show(suggestions: readonly Suggestion[]): void {
    offered = suggestions;
    chosen = -1;
    list.replaceChildren(
      ...suggestions.map((suggestion, index) =>
        option(suggestion, index, () => {
          accept(suggestion);
        }),
      ),
    );
    list.hidden = suggestions.length === 0;
    input.removeAttribute('aria-activedescendant');
  }

  function choose(index: number): void {
    chosen = (index + offered.length) % offered.length;
    for (const [place, item] of [...list.children].entries()) {
      item.setAttribute('aria-selected', String(place === chosen));
      if (place === chosen) item.scrollIntoView({ block: 'nearest' });
    }
    input.setAttribute('aria-activedescendant', optionId(chosen));
  }

  function press(key: string): boolean {
    if (list.hidden) return false;
    if (key === 'ArrowDown') choose(chosen + 1);
    else if (key === 'ArrowUp') choose(chosen === -1 ? offered.length - 1 : chosen - 1);
    else if (key === 'Escape') show([]);
    else {
      const suggestion = offered[chosen];
      if (key !== 'Enter' || suggestion === undefined) return false;
      accept(suggestion);
    }
    return true;
  }

  return { element: list, show, press };
}

function optionId(index: number): string {
  return `${LIST_ID}-${index}`;
}

function option({ text, about }: Suggestion, index: number, click: () => void): HTMLElement {
  // the input keeps the focus
  const mousedown = (event: Event): void => {
    event.preventDefault();
  };
  const attributes = { role: 'option', id: optionId(index), 'aria-selected': 'false' };
  return element('li', { attributes, on: { mousedown, click } }, [
    element('bdi', { text: visible(text) }),
    element('span', { text: about }),
  ]);
}
