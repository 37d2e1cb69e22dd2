let source: Buffer = Buffer.alloc(0);
let view = viewOf(source);

/**
 * A view that reads several of the bytes at once. Line after line lies in the same bytes, so the last view is kept: it
 * is valid until other bytes are requested.
 */
export function wordsOf(bytes: Buffer): DataView {
  if (bytes !== source) {
    source = bytes;
    view = viewOf(bytes);
  }
  return view;
}

/** A new view of the bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
