import { BACKSLASH, SPACE } from '../../bytes/ascii.ts';
import { findFar } from '../../bytes/byte-search.ts';
import { stringKey } from '../../bytes/document-keys.ts';
import type { KeptField } from '../../format-row.ts';
import { type LineReader, refuse } from '../format.ts';
import { KeptFields, keptKey } from './kept-fields.ts';
import { LayoutLine } from './layout-line.ts';
import { LocatedValues } from './located-values.ts';
import { PatternValues } from './pattern-values.ts';
import type { CompiledLayout, Unit } from './steps.ts';
import type { Escaping } from './syntax.ts';
import type { Values } from './values.ts';

/** The line at hand; reading is synchronous, so one of each serves all lines and layouts. */
const line = new LayoutLine();
const kept = new KeptFields();

const REST = stringKey('kafkainsight.rest');

/** A value, and what became of it in the line at hand. */
interface KnownUnit extends Unit {
  readonly key: Buffer;
  isWritten: boolean;
}

/** What is asked of lines beside the layout. */
interface Demands {
  /** Whether the values that were found can be those of the layout. */
  readonly isRight?: (values: Values, bytes: Buffer) => boolean;
  /** Whether a line may go on after the layout: what is after a space is kept. */
  readonly hasRest?: boolean;
  /** In which field values are kept that no other is for. Default: `kafkainsight.fields`. */
  readonly keptAs?: KeptField;
}

/** What reads the lines of a layout. */
export function createLayoutReader(layout: CompiledLayout, demands: Demands = {}): LineReader {
  const { isRight, hasRest = false, keptAs = 'kafkainsight.fields' } = demands;
  const values = valuesOf(layout, hasRest);
  const units = layout.units.map((unit): KnownUnit => ({ ...unit, key: keptKey(unit.name), isWritten: false }));
  return {
    read(bytes, start, end, writer, context) {
      const failed = values.locate(bytes, start, end, context);
      if (failed !== undefined) return refuse(context, failed);
      if (isRight && !isRight(values, bytes)) return refuse(context, 'its values are those of another layout');
      line.begin(bytes, writer, context);
      const escaping = findFar(BACKSLASH, bytes, start, end) < end ? layout.escaping : 'none';
      for (const unit of units) note(unit, values);
      line.writeClient();
      for (const unit of units) {
        const isJoined = unit.parts.length > 1;
        const isRead = unit.kind.claims.length > 0 || unit.kind.isSplit === true || isJoined;
        const isThere = isRead && has(unit, values);
        if (isThere) setItem(unit, values, escaping);
        if (isThere && isJoined && !fits(unit)) return refuse(context, `its ${unit.name} does not match the layout`);
        unit.isWritten = isThere && unit.kind.write(line);
      }
      writeKept(units, values, escaping, keptAs);
      if (values.restStart < end) writeRest(values.restStart, end);
      return Number.isNaN(line.timeMillis) ? context.clock.none() : line.timeMillis;
    },
  };
}

function valuesOf(layout: CompiledLayout, hasRest: boolean): Values {
  const { expression } = layout;
  return expression === undefined ? new LocatedValues(layout, hasRest) : new PatternValues(layout, expression);
}

/** Keeps the values, and parts of values, that no field is for. */
function writeKept(units: readonly KnownUnit[], values: Values, escaping: Escaping, keptAs: KeptField): void {
  kept.begin(line, keptAs);
  for (const unit of units) {
    const isHidden = unit.kind.mayName === true && line.context.pseudonyms !== undefined;
    if (unit.isWritten || unit.kind.isTold === true || unit.name === '' || isHidden || !has(unit, values)) continue;
    setItem(unit, values, escaping);
    kept.add(unit, line);
  }
  for (const { name, bytes, start, end } of line.extras) {
    line.item.readRaw(bytes, start, end);
    kept.add({ name, key: keptKey(name) }, line);
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
function has({ parts }: Unit, values: Values): boolean {
  const [part] = parts;
  return part !== undefined && (parts.length > 1 || !values.isAbsent(line.bytes, part.index));
}

function note(unit: Unit, values: Values): void {
  const [part] = unit.parts;
  if (unit.kind.note === undefined || part === undefined || !has(unit, values)) return;
  unit.kind.note(line, values.startOf(part.index), values.endOf(part.index));
}

/** Makes the value the one at hand, without its escapes. */
function setItem({ parts }: Unit, values: Values, escaping: Escaping): void {
  const { bytes, item } = line;
  const [part] = parts;
  if (part === undefined) return;
  const start = values.startOf(part.index);
  const end = values.endOf(part.index);
  if (parts.length > 1) {
    const text = joinedText(parts, values, bytes);
    item.readRaw(text, 0, text.length);
  } else if (escaping === 'backslashes') item.readBare(bytes, start, end);
  else if (escaping === 'json') item.readJson(bytes, start, end);
  else item.readRaw(bytes, start, end);
}

function joinedText(parts: Unit['parts'], values: Values, bytes: Buffer): Buffer {
  const texts = parts.map(({ index, separator }, place) => {
    const text = bytes.toString('latin1', values.startOf(index), values.endOf(index));
    return place === 0 ? text : separator + text;
  });
  return Buffer.from(texts.join(''), 'latin1');
}

function fits({ kind }: Unit): boolean {
  const { item, context } = line;
  return kind.fits(item.bytes, item.start, item.end, context);
}
