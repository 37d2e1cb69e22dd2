/** What an element may be given. Text is set as text: nothing here can make HTML of it. */
export interface ElementOptions {
  readonly class?: string;
  readonly text?: string;
  /** Attributes; `undefined` leaves one out. */
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly on?: { readonly [Type in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Type]) => void };
}

/** Makes an element with all that belongs to it. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  options: ElementOptions = {},
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (options.class !== undefined) made.className = options.class;
  if (options.text !== undefined) made.textContent = options.text;
  for (const [name, value] of Object.entries(options.attributes ?? {}))
    if (value !== undefined) made.setAttribute(name, value);
  for (const [type, listener] of Object.entries(options.on ?? {}))
    made.addEventListener(type, listener as EventListener);
  made.append(...children);
  return made;
}

/** A button that does one thing; `label` is what it is called where its text does not say it. */
export function button(
  text: string,
  action: () => void,
  options: { class?: string; label?: string } = {},
): HTMLButtonElement {
  return element('button', {
    text,
    class: options.class ?? '',
    attributes: { type: 'button', 'aria-label': options.label, title: options.label },
    on: { click: action },
  });
}

/** The one element of the page that has this id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new TypeError(`The page has no element #${id}.`);
  return found;
}
