interface Piece {
  readonly start: number;
  readonly bytes: Buffer;
}

/** How many times the requested amount may be kept before what is not needed is released. */
const SLACK = 4;

/**
 * Keeps what was read before the open line, as far back as requested, while the content is read piece by piece: little, however
 * long the content and the line are.
 */
export class RecentContent {
  readonly #keptBytes: number;
  #pieces: Piece[] = [];
  #heldBytes = 0;

  /** @param keptBytes how far back */
  constructor(keptBytes: number) {
    this.#keptBytes = keptBytes;
  }

  /**
   * Adds the next piece, which is not copied and must not change.
   *
   * @param start its byte offset in the content
   * @param lineStart where the line begins that is open at its end
   */
  add(bytes: Buffer, start: number, lineStart: number): void {
    this.#pieces.push({ start, bytes });
    this.#heldBytes += bytes.length;
    if (this.#heldBytes <= SLACK * this.#keptBytes) return;
    // what is before the open line, and what will be before the next one if this one ends soon
    const end = start + bytes.length;
    this.#pieces = this.#pieces.filter((piece) => this.#isBefore(lineStart, piece) || this.#isBefore(end, piece));
    this.#heldBytes = this.#pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
  }

  /** Bytes of the pieces that are kept now. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** What was read before the open line, at most as much as is kept; ends with the byte before it. */
  before(lineStart: number): Buffer {
    const pieces = this.#pieces.filter((piece) => this.#isBefore(lineStart, piece));
    const first = pieces[0]?.start ?? lineStart;
    const content = Buffer.concat(pieces.map(({ bytes }) => bytes)).subarray(0, lineStart - first);
    return content.subarray(Math.max(0, content.length - this.#keptBytes));
  }

  /** Whether some of the piece is among the last bytes before an offset. */
  #isBefore(offset: number, { start, bytes }: Piece): boolean {
    return start < offset && start + bytes.length > offset - this.#keptBytes;
  }
}
