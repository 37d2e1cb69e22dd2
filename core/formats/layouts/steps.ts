import type { RE2JS } from 're2js';
import type { LogField } from '../../fields.ts';
import { keptText, type ValueKind } from './kind.ts';
import { isValue, type Piece, type ValuePiece } from './piece.ts';
import type { Escaping } from './syntax.ts';

/**
 * How the end of a value is found: `quoted` at the next quote without a backslash, `unescaped` at the next quote, `first` at the first place of the text after it, others
 * as their {@link ValueKind.extent} says.
 */
type Mode = 'quoted' | 'unescaped' | 'first' | 'word' | 'list' | 'text' | 'fixed' | 'own';

/** What is written of one value, or of several that are joined. */
export interface Unit {
  readonly kind: ValueKind;
  /** Under what it is kept where no field is for it, as JSON; empty where it is not kept. */
  readonly name: string;
  /** Its steps, in the order in which they are joined. */
  readonly parts: readonly Part[];
}

interface Part {
  readonly index: number;
  /** What is between it and the part before: what is before it in the line, too, or else after it. */
  readonly separator: string;
}

/** A value of a line: where it ends, and what it has to be. */
export interface Step {
  readonly kind: ValueKind;
  /** What a refusal calls it. */
  readonly label: string;
  readonly mode: Mode;
  /** The text after it; empty where the line ends there, or the value has a fixed number of bytes. */
  readonly literal: Buffer;
  /** How much of the literal is no part of the next value: all of it, unless that begins with it. */
  readonly advance: number;
  /** Whether the literal may come several times; of a value that says itself where it ends, whether spaces may be before the literal. */
  readonly isPadded: boolean;
}

/** A layout, ready to be read. */
export interface CompiledLayout {
  /** What every line begins with. */
  readonly prefix: Buffer;
  readonly steps: readonly Step[];
  readonly units: readonly Unit[];
  readonly escaping: Escaping;
  /** What finds the values, where they are the groups of a pattern. */
  readonly expression?: RE2JS | undefined;
}

interface Placed {
  readonly piece: ValuePiece;
  readonly before: string;
  readonly behind: string;
  readonly begins: string | undefined;
}

/** Compiles the pieces of a layout that has no problems. */
export function stepsOf(pieces: readonly Piece[], escaping: Escaping, isDissection: boolean): CompiledLayout {
  const values = pieces.flatMap((piece, index): Placed[] => {
    if (!isValue(piece)) return [];
    const next = pieces[index + 1];
    const begins = next !== undefined && isValue(next) ? next.kind.begins : undefined;
    return [{ piece, before: literalOf(pieces[index - 1]), behind: literalOf(next), begins }];
  });
  const modeOf = ({ piece: { kind }, before, behind }: Placed): Mode => {
    if (typeof kind.extent === 'function') return 'own';
    if (isDissection) return 'first';
    const isQuoted = before.endsWith('"') && behind.startsWith('"');
    if (isQuoted && escaping !== 'none') return 'quoted';
    if (typeof kind.extent === 'number') return 'fixed';
    // where a client may have written quotes, too, nobody can tell which are the server's
    if (isQuoted && kind.extent === 'text') return 'unescaped';
    return mayHold(kind, behind) ? 'text' : kind.extent;
  };
  const units = settle(unitsOf(values));
  const joined = new Set(units.flatMap(({ parts }) => (parts.length > 1 ? parts.map(({ index }) => index) : [])));
  return {
    prefix: Buffer.from(literalOf(pieces[0])),
    steps: values.map((value, index): Step => ({
      kind: joined.has(index) ? keptText : value.piece.kind,
      label: value.piece.name,
      mode: modeOf(value),
      literal: Buffer.from(value.begins ?? value.behind),
      advance: value.begins === undefined ? Buffer.byteLength(value.behind) : 0,
      isPadded: value.piece.isPadded === true,
    })),
    units,
    escaping,
  };
}

/** Whether the text that follows may be in the value, too: a colon in an address of IPv6, a bracket in a list of such addresses. */
function mayHold({ extent, claims }: ValueKind, behind: string): boolean {
  if (extent === 'list') return behind !== '' && !behind.startsWith(' ');
  const isAddress = claims.includes('source.ip') || claims.includes('destination.ip');
  return extent === 'word' && isAddress && behind.startsWith(':');
}

function literalOf(piece: Piece | undefined): string {
  return piece === undefined || isValue(piece) ? '' : piece.literal;
}

/** The values, those that are joined as one; of several with one name only the first is kept under it. */
function unitsOf(values: readonly Placed[]): Unit[] {
  const units = new Map<string, { kind: ValueKind; name: string; parts: (Part & { readonly place: number })[] }>();
  for (const [index, { piece, before, behind }] of values.entries()) {
    const { kind, name, join } = piece;
    const known = units.get(name);
    const part = { index, separator: (before === '' ? behind : before) || ' ', place: join ?? -1 };
    if (join !== undefined && known !== undefined) known.parts.push(part);
    else
      units.set(known === undefined ? name : `${name} ${index}`, {
        kind,
        name: known === undefined ? name : '',
        parts: [part],
      });
  }
  return Array.from(units.values(), ({ parts, ...unit }) => ({
    ...unit,
    parts: parts.toSorted((one, other) => one.place - other.place),
  }));
}

/** Gives each field to one of the values that claim it; the others are kept under their names. */
function settle(units: readonly Unit[]): Unit[] {
  const taken = new Set<LogField>();
  const owners = new Set<Unit>();
  for (const unit of units.toSorted((one, other) => one.kind.rank - other.kind.rank)) {
    const { claims } = unit.kind;
    if (claims.some((field) => taken.has(field))) continue;
    for (const field of claims) taken.add(field);
    owners.add(unit);
  }
  return units.map((unit) => (owners.has(unit) ? unit : { ...unit, kind: unclaimed(unit.kind) }));
}

/** The same value, where another has its field. */
function unclaimed({ extent, rank, fits }: ValueKind): ValueKind {
  return { extent, rank, fits, claims: [], write: () => false };
}
