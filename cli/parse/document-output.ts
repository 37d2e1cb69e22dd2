import type { Writable } from 'node:stream';
import { LINE_FEED } from '../../core/bytes/ascii.ts';
import type { BufferPrefix } from '../../core/ports.ts';

const BUFFER_BYTES = 128 * 1024;

/** Writes documents, one per line, in large pieces: a write call for each would take longer than making them. */
export class DocumentOutput {
  readonly #stream: Writable;
  #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  /** Written and free again: the kernel clears each new one, page by page. */
  readonly #free: Buffer<ArrayBuffer>[] = [];
  #bytes = 0;
  #isFull = false;
  #isClosed = false;
  /** Ends the wait for the reader. */
  #resume = (): void => undefined;

  constructor(stream: Writable) {
    this.#stream = stream;
    // A reader that has seen enough (`| head`) closes the pipe: what then cannot be written needs not be.
    const close = (): void => {
      this.#isClosed = true;
      this.#resume();
    };
    stream.on('error', close);
    stream.on('close', close);
    stream.on('drain', () => {
      this.#isFull = false;
      this.#resume();
    });
  }

  /** Nobody reads any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  write({ bytes, lengthBytes }: BufferPrefix): void {
    if (this.#bytes + lengthBytes + 1 > this.#buffer.length) this.flush();
    if (lengthBytes + 1 > this.#buffer.length) {
      this.#send(Buffer.from(bytes.subarray(0, lengthBytes)));
    } else {
      this.#bytes += bytes.copy(this.#buffer, this.#bytes, 0, lengthBytes);
    }
    this.#buffer[this.#bytes++] = LINE_FEED;
  }

  /** Hands on what has been gathered. */
  flush(): void {
    if (this.#bytes === 0) return;
    const full = this.#buffer;
    this.#send(full.subarray(0, this.#bytes), () => this.#free.push(full));
    this.#buffer = this.#free.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
    this.#bytes = 0;
  }

  /** Resolves once the reader keeps up again, or is gone. */
  async drained(): Promise<void> {
    if (!this.#isFull || this.#isClosed) return;
    await new Promise<void>((resolve) => {
      this.#resume = resolve;
    });
  }

  #send(bytes: Buffer, onWritten = (): void => undefined): void {
    if (!this.#isClosed) this.#isFull = !this.#stream.write(bytes, onWritten);
  }
}
