import path from 'node:path';
import { type FormatName, formatNames } from '../../core/format-table.ts';
import { sampleFormats } from '../../generator/samples/sample-lines.ts';
import { lineFormats, SECOND_STEP_MILLIS } from '../lines/flog-lines.ts';
import { type LineFile, lineFile, sampleFile } from '../lines/line-files.ts';
import { noteInTurns } from '../parse/contender.ts';
import { peersOf } from '../parse/peers.ts';
import { wholeProcess } from '../parse/whole-process.ts';
import type { Run } from '../run.ts';
import type { BenchStage } from './bench-stage.ts';

const LINES = 1_000_000;
const TURNS = 2;
/** Parsers in JavaScript are many times slower (stage `parse`), and would take most of the time. */
const FAST_PEERS = /^(?:lognormalizer|vrl|vrl-fields|vrl-regex) /;
const QUICK_LINES = 5_000;
/** So many times as fast as the fastest other program that reads the format. */
const PEER_TARGET = 1;

/** How fast each format is read, as a user runs it; docs/formats.md shows what was kept. */
export const formats: BenchStage = {
  about:
    'Each format that is detected, as a user runs it: `npx kafkainsight parse --no-enrichment` of a million lines as its sample has them, the process from its start to the last byte written, against other programs that make JSON of the same file, in turns. `vrl-fields` are programs of VRL that make the document that we make. A program that leaves a part of that work undone is shown and is no peer where another does it all; its note says what it leaves. Of formats without a peer no other program here has a rule.',
  minutes: 28,
  keptIn: path.join(import.meta.dirname, '..', 'formats.json'),
  async measure(run) {
    for (const name of run.formats.length > 0 ? run.formats : formatNames) await measureFormat(run, name);
  },
};

async function measureFormat(run: Run, name: FormatName): Promise<void> {
  const file = fileOf(name, run.quick ? QUICK_LINES : LINES);
  if (file === undefined) return;
  const peers = (await peersOf(run, file)).filter(({ measurement }) => FAST_PEERS.test(measurement.name));
  const contenders = [wholeProcess(file, false, PEER_TARGET), ...peers];
  await noteInTurns(run, contenders, run.quick ? 1 : TURNS);
}

function fileOf(name: FormatName, lines: number): LineFile | undefined {
  const flog = lineFormats.find((format) => format === name);
  if (flog !== undefined) return lineFile(flog, lines, SECOND_STEP_MILLIS);
  const sample = sampleFormats.find((format) => format === name);
  return sample === undefined ? undefined : sampleFile(sample, lines);
}
