import type { DocumentWriter } from '../../bytes/document-writer.ts';
import { Client } from '../client.ts';
import type { FormatContext } from '../format.ts';
import { LogItem } from '../log-item.ts';

/** The line that is being read; reading is synchronous, so one serves all lines. */
export class LayoutLine {
  #bytes: Buffer = Buffer.alloc(0);
  #writer: DocumentWriter | undefined;
  #context: FormatContext | undefined;
  /** The value at hand, without its escapes. */
  readonly item = new LogItem();
  readonly #client = new Client();
  /** Whether a port of the client is written. */
  hasClientPort = false;
  /** The time of the line, NaN where none was read yet. */
  timeMillis = NaN;
  /** When the thing that the line reports began and ended, in microseconds since 1970; NaN where it does not say. */
  startMicros = NaN;
  endMicros = NaN;
  /** How long the steps took that the line reports, in nanoseconds; NaN where one of them never ended. */
  stepsNanos = 0;
  /** Of the list of addresses in front of the client; empty where there is none. */
  listStart = 0;
  listEnd = 0;
  /** Of the one that the server saw; empty where there is none. */
  peerStart = 0;
  peerEnd = 0;
  /** Whether the list is one of addresses. */
  isListRead = false;
  /** Parts of a value for which there is no field: names, and places in the value. */
  readonly extras: { readonly name: string; readonly bytes: Buffer; readonly start: number; readonly end: number }[] =
    [];

  begin(bytes: Buffer, writer: DocumentWriter, context: FormatContext): void {
    this.#bytes = bytes;
    this.#writer = writer;
    this.#context = context;
    this.timeMillis = this.startMicros = this.endMicros = NaN;
    this.stepsNanos = 0;
    this.listStart = this.listEnd = this.peerStart = this.peerEnd = 0;
    this.hasClientPort = false;
    if (this.extras.length > 0) this.extras.length = 0;
  }

  /** Keeps a part of the value at hand that no field is for under a name. */
  keep(name: string, start: number, end: number): void {
    this.extras.push({ name, bytes: this.item.bytes, start, end });
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  get writer(): DocumentWriter {
    if (this.#writer === undefined) throw new Error('No line has been begun.');
    return this.#writer;
  }

  get context(): FormatContext {
    if (this.#context === undefined) throw new Error('No line has been begun.');
    return this.#context;
  }

  /** Writes who sent the request, from what was noted of it. */
  writeClient(): void {
    const { listStart, listEnd, peerStart, peerEnd } = this;
    const hasPeer = peerEnd > peerStart;
    this.isListRead =
      listEnd > listStart &&
      (hasPeer
        ? this.#client.readWithPeer(this.#bytes, listStart, listEnd, peerStart, peerEnd)
        : this.#client.read(this.#bytes, listStart, listEnd));
    if (this.isListRead || (hasPeer && this.#client.read(this.#bytes, peerStart, peerEnd))) {
      this.#client.write(this.#bytes, this.writer, this.context);
      this.hasClientPort = this.#client.hasPort;
    }
  }
}
