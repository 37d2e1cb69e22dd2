/** Begins to read the same bytes, each time that it is called. */
export type Reread = () => AsyncIterable<Uint8Array>;
