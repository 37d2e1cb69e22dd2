/** Options of an element. Text is set as text: nothing here can turn it into HTML. */
export interface ElementOptions {
  readonly class?: string;
  readonly text?: string;
  /** Attributes; `undefined` omits one. */
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly on?: { readonly [Type in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Type]) => void };
}

/** Creates an element with its attributes and children. */
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

/** A button; `label` is its accessible name where the text does not say enough. */
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

/** Gives a button another text. Its accessible name begins with the text, so that who says it aloud finds it. @param does what a click does */
export function retitle(target: HTMLButtonElement, text: string, does: string): void {
  target.textContent = text;
  target.setAttribute('aria-label', `${text}: ${does}`);
  target.title = does;
}

/** The element with this id, which must exist. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new TypeError(`The page has no element #${id}.`);
  return found;
}
