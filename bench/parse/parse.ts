import * as v from 'valibot';
import { runChild } from '../child.ts';
import { type LineFormat, lineFormats, SECOND_STEP_MILLIS } from '../lines/flog-lines.ts';
import { type LineFile, lineFile } from '../lines/line-files.ts';
import { medianSample } from '../measurement.ts';
import type { Run } from '../run.ts';
import { type Contender, noteInTurns } from './contender.ts';
import { peersOf } from './peers.ts';
import { wholeProcess } from './whole-process.ts';

const measurementSchema = v.object({ correct: v.number(), cpuSeconds: v.array(v.number()) });

/** So many times as fast as the fastest other program that reads the format rightly. */
const PEER_TARGET = 1;
const COMBINED_TARGET = 1.5;
const ENRICHED_TARGET = 2;
/** Of a process, after one to warm up. */
const PASSES = 2;
/** Formats whose lines have a user agent. */
const WITH_USER_AGENTS: ReadonlySet<LineFormat> = new Set<LineFormat>(['apache_combined']);

/**
 * Measures how fast lines become documents, format by format. First as a user runs it, against other programs on the same file: the whole
 * process, from its start to the last byte, of lines whose times all differ. Then what of it is reading lines, in a process that is warm and
 * writes nothing, against a mere scan of the same file for line feeds.
 */
export async function benchParse(run: Run): Promise<void> {
  const lines = run.quick ? 100_000 : 1_000_000;
  for (const format of lineFormats) {
    const spread = lineFile(format, lines, SECOND_STEP_MILLIS);
    const target = format === 'apache_combined' ? COMBINED_TARGET : PEER_TARGET;
    const whole = [wholeProcess(spread, false, target), wholeProcess(spread, true, ENRICHED_TARGET)];
    await noteInTurns(run, [...whole, ...(await peersOf(run, spread))]);
    const file = lineFile(format, lines);
    const warm = [contender(file, 'scan', `scan ${format}`), contender(file, 'documents', `parse ${format}`)];
    if (WITH_USER_AGENTS.has(format)) warm.push(contender(file, 'user-agents', `parse ${format} with user agents`));
    await noteInTurns(run, warm);
  }
}

function contender({ path, format, lines, bytes }: LineFile, job: string, name: string): Contender {
  return {
    measurement: {
      name,
      unit: 'thousand lines a CPU-second',
      better: 'more',
      ...(job === 'scan' ? {} : { floor: `scan ${format}` }),
    },
    async measure() {
      const answer = await runChild('parse/parse-child.ts', [job, path, format, lines, PASSES]);
      const { correct, cpuSeconds } = v.parse(measurementSchema, answer);
      const megabytes = (bytes / 1e6 / medianSample(cpuSeconds)).toFixed(0);
      return {
        samples: cpuSeconds.map((seconds) => lines / 1000 / seconds),
        said: { note: job === 'scan' ? `${megabytes} MB` : `${megabytes} MB; ${correct} of ${lines} right` },
      };
    },
  };
}
