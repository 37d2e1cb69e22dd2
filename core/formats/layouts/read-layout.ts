import { BACKSLASH, SPACE } from '../../bytes/ascii.ts';
import { findFar } from '../../bytes/byte-search.ts';
import { stringKey } from '../../bytes/document-keys.ts';
import type { KeptField } from '../../format-row.ts';
import { type LineReader, refuse } from '../format.ts';
import { KeptFields, type KeptKey, keptKey, recentKey } from './kept-fields.ts';
import type { ValueKind } from './kind.ts';
import { LayoutLine } from './layout-line.ts';
import { LocatedValues, type Rest, type Tried } from './located-values.ts';
import { loggedMessage, writeLoggedEvent } from './logged-message.ts';
import { PatternValues } from './pattern-values.ts';
import type { CompiledLayout, Unit } from './steps.ts';
import type { Escaping } from './syntax.ts';
import type { Values } from './values.ts';

/** The line at hand; reading is synchronous, so one of each serves all lines and layouts. */
const line = new LayoutLine();
const kept = new KeptFields();

const REST = stringKey('kafkainsight.rest');

/** A value, and what became of it in the line at hand. All are made in one place: what has many shapes V8 reads slowly. */
interface KnownUnit {
  /** Its place among the values, where it is one of them; else those that are joined. */
  readonly index: number;
  readonly joined: Unit['parts'] | undefined;
  readonly fits: ValueKind['fits'];
  readonly note: ValueKind['note'];
  readonly write: ValueKind['write'];
  /** What it is kept under where it is not written. */
  readonly key: KeptKey;
  readonly mayName: boolean;
  isWritten: boolean;
}

function known({ kind: { fits, note, write, mayName = false }, name, parts }: Unit): KnownUnit {
  const index = parts[0]?.index ?? 0;
  const joined = parts.length > 1 ? parts : undefined;
  return { index, joined, fits, note, write, key: keptKey(name), mayName, isWritten: false };
}

/** What is asked of lines beside the layout. */
interface Demands {
  /** Whether the values that were found can be those of the layout. */
  readonly isRight?: (values: Values, bytes: Buffer) => boolean;
  /** Whether a line may go on after the layout: what follows is kept. */
  readonly hasRest?: Rest;
  /** In which field values are kept that no other is for. Default: `kafkainsight.fields`. */
  readonly keptAs?: KeptField;
  /** Whether the message may tell what has happened. Default: it is not asked. */
  readonly asksMessage?: boolean;
  /** The layouts that are tried before on a line. Default: none. */
  readonly tried?: Tried;
}

/** What reads the lines of a layout. */
export function createLayoutReader(layout: CompiledLayout, demands: Demands = {}): LineReader {
  const { isRight, hasRest = 'none', keptAs = 'kafkainsight.fields', asksMessage = false, tried } = demands;
  const logged = asksMessage && layout.escaping === 'none' ? loggedMessage(layout.units) : undefined;
  const values = valuesOf(layout, hasRest, tried);
  const units = layout.units.map((unit) => [unit, known(unit)] as const);
  const pick = (isWanted: (unit: Unit) => boolean): KnownUnit[] =>
    units.flatMap(([unit, one]) => (isWanted(unit) ? [one] : []));
  const noted = pick(({ kind }) => kind.note !== undefined);
  const read = pick(({ kind, parts }) => kind.claims.length > 0 || kind.isSplit === true || parts.length > 1);
  const unwritten = pick(({ kind, name }) => kind.isTold !== true && name !== '');
  return {
    read(bytes, start, end, writer, context) {
      const failed = values.locate(bytes, start, end, context);
      if (failed !== undefined) return refuse(context, failed);
      if (isRight && !isRight(values, bytes)) return refuse(context, 'its values are those of another layout');
      line.begin(bytes, writer, context);
      const isEscaped = layout.escaping !== 'none' && findFar(BACKSLASH, bytes, start, end) < end;
      const escaping = isEscaped ? layout.escaping : 'none';
      for (const unit of noted) note(unit, values);
      if (noted.length > 0) line.writeClient();
      for (const unit of read) {
        unit.isWritten = false;
        if (!has(unit, values)) continue;
        setItem(unit, values, escaping);
        if (unit.joined && !fits(unit)) return refuse(context, `its ${unit.key.name} does not match the layout`);
        unit.isWritten = unit.write(line);
      }
      if (logged !== undefined) writeLoggedEvent(logged, values, line);
      writeKept(unwritten, values, escaping, keptAs);
      if (values.restStart < end) writeRest(values.restStart, end);
      return Number.isNaN(line.timeMillis) ? context.clock.none() : line.timeMillis;
    },
  };
}

function valuesOf(layout: CompiledLayout, hasRest: Rest, tried: Tried | undefined): Values {
  const { expression } = layout;
  return expression === undefined ? new LocatedValues(layout, hasRest, tried) : new PatternValues(layout, expression);
}

/** Keeps the values, and parts of values, that no field is for. */
function writeKept(units: readonly KnownUnit[], values: Values, escaping: Escaping, keptAs: KeptField): void {
  kept.begin(line, keptAs);
  for (const unit of units) {
    if (unit.isWritten || (unit.mayName && line.context.pseudonyms !== undefined) || !has(unit, values)) continue;
    setItem(unit, values, escaping);
    kept.add(unit.key, line);
  }
  for (const { name, bytes, start, end } of line.extras) {
    line.item.readRaw(bytes, start, end);
    kept.add(recentKey(name), line);
  }
  kept.finish(line);
}

/** Keeps what is after the layout, but not where pseudonyms are wanted: an address or a name may be in it. */
function writeRest(start: number, end: number): void {
  const { bytes, writer, context } = line;
  let from = start;
  while (from < end && bytes[from] === SPACE) from++;
  if (from < end && context.pseudonyms === undefined) writer.field(REST, bytes, from, end);
}

/** Whether the line has a value there. */
function has({ joined, index }: KnownUnit, values: Values): boolean {
  return joined !== undefined || !values.isAbsent(line.bytes, index);
}

function note(unit: KnownUnit, values: Values): void {
  if (has(unit, values)) unit.note?.(line, values.startOf(unit.index), values.endOf(unit.index));
}

/** Makes the value the one at hand, without its escapes. */
function setItem({ index, joined }: KnownUnit, values: Values, escaping: Escaping): void {
  const { bytes, item } = line;
  const start = values.startOf(index);
  const end = values.endOf(index);
  if (joined !== undefined) {
    const text = joinedText(joined, values, bytes);
    item.readRaw(text, 0, text.length);
  } else if (escaping === 'none') item.readRaw(bytes, start, end);
  else if (escaping === 'backslashes') item.readBare(bytes, start, end);
  else item.readJson(bytes, start, end);
}

function joinedText(parts: Unit['parts'], values: Values, bytes: Buffer): Buffer {
  const texts = parts.map(({ index, separator }, place) => {
    const text = bytes.toString('latin1', values.startOf(index), values.endOf(index));
    return place === 0 ? text : separator + text;
  });
  return Buffer.from(texts.join(''), 'latin1');
}

function fits(unit: KnownUnit): boolean {
  const { item, context } = line;
  return unit.fits(item.bytes, item.start, item.end, context);
}
