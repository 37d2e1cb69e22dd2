import assert from 'node:assert/strict';
import { type FormatName, labelOf } from '../../core/format-table.ts';
import { detectFormat } from '../../core/formats/detect.ts';
import { type ParsedLine, parseLine } from './parse-line.ts';

/** The name of the format that a line is detected as. */
export const detected = (line: string): string => labelOf(detectFormat(Buffer.from(line)));

/** Checks that the line is detected as of the format, and has these fields. */
export function reads(format: FormatName, line: string, expected: ParsedLine, source = {}): void {
  assert.equal(detected(line), format, line);
  const document = parseLine(format, line, source);
  const found = Object.fromEntries(Object.keys(expected).map((key) => [key, document[key]]));
  assert.deepEqual({ kind: document['event.kind'], ...found }, { kind: 'event', ...expected }, line);
}
