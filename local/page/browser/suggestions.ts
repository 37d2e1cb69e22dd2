import { fieldsOfShortName, namesLike } from '../search/names.ts';

/** What can be put in place of what is being typed. */
export interface Suggestion {
  /** What is put there. */
  readonly text: string;
  /** What it means or finds. */
  readonly about: string;
}

/** The part of a search that is being typed, up to the caret: the beginning of a name, or of a field's value. */
export type Typing =
  | { readonly kind: 'name'; readonly start: number; readonly typed: string }
  | { readonly kind: 'value'; readonly start: number; readonly field: string; readonly typed: string };

const MAX_VALUES = 8;
const VALUE = /(?:^|[\s(])[-!+]?([\p{L}_@][\p{L}\p{N}_.@-]*):("[^"]*|[^\s"()]*)$/u;
const NAME = /(?:^|[\s(])[-!+]?([\p{L}_@][\p{L}\p{N}_.@-]*)$/u;
/** Characters that mean something, or end a word. */
const NEEDS_QUOTES = /[\s"()[\]{}:*?\\<>]|^[-!+]/;

/** An input has a single line. */
const LINE_BREAK = /[\r\n]/;

/** Reads what is being typed; `undefined` where nothing can be completed. @param text up to the caret */
export function typingOf(text: string): Typing | undefined {
  const [, field, value] = VALUE.exec(text) ?? [];
  if (field !== undefined && value !== undefined) {
    const [known] = fieldsOfShortName(field) ?? [field];
    return { kind: 'value', start: text.length - value.length, field: known, typed: value.replace(/^"/, '') };
  }
  const [, name] = NAME.exec(text) ?? [];
  // a phrase that is not at its end yet has no names
  const isPhrase = text.split('"').length % 2 === 0;
  return name === undefined || isPhrase ? undefined : { kind: 'name', start: text.length - name.length, typed: name };
}

/** The names that what is typed may become. */
export function nameSuggestions(typed: string): readonly Suggestion[] {
  return namesLike(typed).map(({ name, means }) => ({ text: `${name}:`, about: means }));
}

/** The values that begin as typed, then those that contain it, the most frequent first. @param values with how many lines have them */
export function valueSuggestions(
  typed: string,
  values: readonly { readonly value: string | number; readonly about: string }[],
): readonly Suggestion[] {
  const wanted = typed.toLowerCase();
  const found = values
    .map(({ value, about }) => ({ value: String(value), about }))
    .filter(({ value }) => !LINE_BREAK.test(value));
  const begins = found.filter(({ value }) => value.toLowerCase().startsWith(wanted));
  const holds = found.filter((each) => !begins.includes(each) && each.value.toLowerCase().includes(wanted));
  return [...begins, ...holds].slice(0, MAX_VALUES).map(({ value, about }) => ({ text: `${quoted(value)} `, about }));
}

function quoted(value: string): string {
  return NEEDS_QUOTES.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : value;
}
