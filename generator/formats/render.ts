/** Prints an event as a line, without the line feed. Its values being printable, it is one line. */
export type Render<Event> = (event: Event) => string;
