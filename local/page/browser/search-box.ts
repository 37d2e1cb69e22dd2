import { counted } from '../../../core/wording.ts';
import { listedFields } from '../filterable.ts';
import type { ValuesAnswer } from '../protocol.ts';
import { examples } from '../search/names.ts';
import { element } from './dom.ts';
import { createSuggestionList, LIST_ID } from './suggestion-list.ts';
import { nameSuggestions, type Suggestion, type Typing, typingOf, valueSuggestions } from './suggestions.ts';
import type { View } from './view.ts';

/** What the box needs of the page. */
export interface SearchBoxActions {
  readonly search: (typed: string) => void;
  /** The most frequent values of a field in the time range. */
  readonly values: (field: string) => Promise<ValuesAnswer>;
}

const SEARCH_DELAY_MILLIS = 350;
const LABEL = 'Search the log lines';
/** A name without its value yet: it is not searched for while it is being typed. */
const UNFINISHED = /[\p{L}\p{N}_]:\s*$/u;

/** The search box: what is typed in it is searched a moment later, and completed meanwhile; an empty one shows what can be asked. */
export function createSearchBox({ search, values }: SearchBoxActions): {
  readonly element: HTMLElement;
  readonly update: (view: View) => void;
} {
  const input = createInput();
  const list = createSuggestionList(input, accept);
  const suggestionsOf = createSuggester(values);
  /** Where what is accepted is put. */
  let start = 0;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const textToCaret = (): string => input.value.slice(0, input.selectionStart ?? input.value.length);
  const now = (): void => {
    clearTimeout(waiting);
    search(input.value.trim());
  };

  function typed(): void {
    clearTimeout(waiting);
    if (!UNFINISHED.test(input.value)) waiting = setTimeout(now, SEARCH_DELAY_MILLIS);
    void suggest();
  }

  function accept({ text }: Suggestion): void {
    input.setRangeText(text, start, textToCaret().length, 'end');
    typed();
  }

  async function suggest(): Promise<void> {
    const text = textToCaret();
    const typing = typingOf(text);
    const suggestions = await suggestionsOf(input.value, typing);
    // meanwhile something else may have been typed
    if (document.activeElement !== input || text !== textToCaret()) return;
    start = typing?.start ?? 0;
    list.show(suggestions);
  }

  input.addEventListener('input', typed);
  input.addEventListener('change', now);
  input.addEventListener('focus', () => void suggest());
  input.addEventListener('blur', () => {
    list.show([]);
  });
  input.addEventListener('keydown', (event) => {
    if (list.press(event.key)) event.preventDefault();
    else if (event.key === 'Enter') list.show([]);
  });
  const update = (view: View): void => {
    if (document.activeElement !== input) input.value = view.search;
  };
  return { element: element('div', { class: 'search-box' }, [input, list.element]), update };
}

function createInput(): HTMLInputElement {
  return element('input', {
    attributes: {
      type: 'search',
      placeholder: `${LABEL} …`,
      'aria-label': LABEL,
      'aria-autocomplete': 'list',
      'aria-controls': LIST_ID,
      autocomplete: 'off',
      spellcheck: 'false',
    },
  });
}

/** Looks up what can be put in place of what is being typed. The values of a field are asked once for a word. */
function createSuggester(
  values: SearchBoxActions['values'],
): (whole: string, typing: Typing | undefined) => Promise<readonly Suggestion[]> {
  let last: { readonly field: string; readonly start: number; readonly answer: Promise<ValuesAnswer> } | undefined;
  return async (whole, typing) => {
    if (whole.trim() === '') return examples.map(([text, about]) => ({ text, about }));
    if (typing === undefined) return [];
    if (typing.kind === 'name') return nameSuggestions(typing.typed);
    const { field, start, typed } = typing;
    if (!listedFields.some((listed) => listed === field)) return [];
    if (last?.field !== field || last.start !== start) last = { field, start, answer: values(field) };
    const answer = await last.answer.catch(() => undefined);
    const found = answer?.values.map(({ value, count }) => ({ value, about: counted(count, 'line') })) ?? [];
    return valueSuggestions(typed, found);
  };
}
