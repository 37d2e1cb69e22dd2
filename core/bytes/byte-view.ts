let source: Buffer = Buffer.alloc(0);
let view = viewOf(source);
let otherSource = source;
let otherView = view;

/**
 * A view that reads several of the bytes at once. Line after line lies in the same bytes, and what is read of a line may be written into
 * others and read again: so the last two views are kept. Each is valid until other bytes are requested.
 */
export function wordsOf(bytes: Buffer): DataView {
  if (bytes === source) return view;
  const next = bytes === otherSource ? otherView : viewOf(bytes);
  otherSource = source;
  otherView = view;
  source = bytes;
  view = next;
  return next;
}

/** A new view of the bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
