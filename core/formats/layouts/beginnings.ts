import { SPACE, startsWith } from '../../bytes/ascii.ts';
import { type Beginning, hasShape, quotesIn, type Shape } from './beginning.ts';
import type { OwnExtent } from './kind.ts';
import { behindValue, startOfLiteral } from './located-values.ts';

const BYTES = 256;

/** A layout that a line may be of that came so far. */
interface Target {
  readonly index: number;
  readonly shape: Shape | undefined;
}

/** How lines may go on: with a text, after which some layouts need no closer look, and others have one of some values. */
interface Edge {
  readonly literal: Buffer;
  readonly advance: number;
  readonly isPadded: boolean;
  readonly mode: 'own';
  readonly targets: Target[];
  readonly values: Value[];
  /** Those of them that may begin with a byte. */
  readonly byByte: (readonly Value[] | undefined)[];
}

interface Value {
  readonly extent: OwnExtent;
  readonly place: Place;
}

/** A place behind a value: the texts that may be there, by the byte there. */
interface Place {
  readonly edges: Edge[];
  readonly byByte: (Edge[] | undefined)[];
  readonly atEnd: Edge[];
}

/**
 * A quick look at a line for all layouts of all formats together: what several begin with is looked at once. Lines that no layout accepts are
 * otherwise looked at a hundred times, most of which read the same time.
 */
export class Beginnings {
  readonly #start: Place = newPlace();
  /** For each format, the look at which a layout of it was found that the line may be of. */
  readonly #lookOf: Int32Array;
  readonly #found: number[] = [];
  #look = 0;
  /** How many quotes the line has; -1 where they are not counted yet. */
  #quotes = -1;
  #lineStart = 0;

  /** @param formats how lines of each may begin */
  constructor(formats: readonly (readonly Beginning[])[]) {
    this.#lookOf = new Int32Array(formats.length);
    for (const [index, beginnings] of formats.entries()) {
      for (const beginning of beginnings) add(this.#start, beginning, index);
    }
  }

  /** Which formats a line may be of, in no order; the next look uses the list again. */
  look(bytes: Buffer, start: number, end: number): number[] {
    this.#look++;
    this.#found.length = 0;
    this.#quotes = -1;
    this.#lineStart = start;
    this.#visit(this.#start, bytes, start, end);
    return this.#found;
  }

  #visit({ byByte, atEnd }: Place, bytes: Buffer, at: number, end: number): void {
    const edges = at < end ? byByte[bytes[at] ?? 0] : atEnd;
    if (edges === undefined) return;
    for (const edge of edges) {
      const literalStart = startOfLiteral(edge, bytes, at, end);
      if (!startsWith(edge.literal, bytes, literalStart, end)) continue;
      for (const target of edge.targets) this.#find(target, bytes, end);
      if (edge.values.length === 0) continue;
      const behind = behindValue(edge, bytes, literalStart, end);
      for (const { extent, place } of valuesOf(edge, bytes[behind] ?? 0)) {
        const valueEnd = extent(bytes, behind, end);
        if (valueEnd >= 0) this.#visit(place, bytes, valueEnd, end);
      }
    }
  }

  #find({ index, shape }: Target, bytes: Buffer, end: number): void {
    if (this.#lookOf[index] === this.#look) return;
    if (shape !== undefined) {
      if (this.#quotes < 0) this.#quotes = quotesIn(bytes, this.#lineStart, end);
      if (!hasShape(shape, this.#quotes, bytes, end)) return;
    }
    this.#lookOf[index] = this.#look;
    this.#found.push(index);
  }
}

/** The values that may begin with a byte: most begin with a digit or a letter, and asking each takes longer than all else of a line of text. */
function valuesOf({ values, byByte }: Edge, first: number): readonly Value[] {
  return (byByte[first] ??= values.filter(({ extent: { firsts } }) => firsts === undefined || firsts[first] === 1));
}

/** Adds a layout of a format: a way from the start through its texts and values. */
function add(start: Place, { prefix, steps, shape }: Beginning, index: number): void {
  let edge = edgeOf(start, { literal: prefix, advance: prefix.length, isPadded: false });
  for (const { kind, mode, ...text } of steps) {
    const { extent } = kind;
    if (typeof extent !== 'function' || mode !== 'own') break;
    const known = edge.values.find((value) => value.extent === extent);
    const value = known ?? { extent, place: newPlace() };
    if (known === undefined) edge.values.push(value);
    edge = edgeOf(value.place, text);
  }
  edge.targets.push({ index, shape });
}

function newPlace(): Place {
  return { edges: [], byByte: new Array<Edge[] | undefined>(BYTES), atEnd: [] };
}

/** The edge with this text, which may be one that another layout has already. */
function edgeOf(place: Place, { literal, advance, isPadded }: Pick<Edge, 'literal' | 'advance' | 'isPadded'>): Edge {
  const known = place.edges.find(
    (edge) => edge.literal.equals(literal) && edge.advance === advance && edge.isPadded === isPadded,
  );
  if (known !== undefined) return known;
  const edge: Edge = {
    literal,
    advance,
    isPadded,
    mode: 'own',
    targets: [],
    values: [],
    byByte: new Array<undefined>(BYTES),
  };
  place.edges.push(edge);
  const [first] = literal;
  if (first === undefined) place.atEnd.push(edge);
  for (const byte of bytesBefore(first, isPadded)) {
    (place.byByte[byte] ??= []).push(edge);
  }
  return edge;
}

/** The bytes that may be where a text is looked for. */
function bytesBefore(first: number | undefined, isPadded: boolean): ReadonlySet<number> {
  if (first === undefined) return new Set(Array.from({ length: BYTES }, (_, byte) => byte));
  return new Set(isPadded ? [first, SPACE] : [first]);
}
