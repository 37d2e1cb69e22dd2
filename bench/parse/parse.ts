import * as v from 'valibot';
import { runChild } from '../child.ts';
import { type LineFormat, lineFormats } from '../lines/flog-lines.ts';
import { type LineFile, lineFile } from '../lines/line-files.ts';
import { median } from '../measurement.ts';
import type { Run } from '../run.ts';
import { type Contender, noteInTurns } from './contender.ts';
import { peersOf } from './peers.ts';

const measurementSchema = v.object({ correct: v.number(), cpuSeconds: v.array(v.number()) });

/** So many times as fast as the fastest other parser that reads the format rightly. */
const PEER_TARGET = 2;
/** Of a process, after one to warm up. */
const PASSES = 2;
/** Formats whose lines bear a user agent. */
const WITH_USER_AGENTS: ReadonlySet<LineFormat> = new Set<LineFormat>(['apache_combined']);

/**
 * Measures how fast lines become documents, format by format: against a mere scan of the same file for line feeds, and
 * against other parsers.
 */
export async function benchParse(run: Run): Promise<void> {
  for (const format of lineFormats) {
    const file = lineFile(format, run.quick ? 100_000 : 1_000_000);
    const contenders = [contender(file, 'scan', `scan ${format}`), contender(file, 'documents', `parse ${format}`)];
    if (WITH_USER_AGENTS.has(format)) {
      contenders.push(contender(file, 'user-agents', `parse ${format} with user agents`));
    }
    await noteInTurns(run, [...contenders, ...(await peersOf(run, format))]);
  }
}

function contender({ path, format, lines, bytes }: LineFile, job: string, name: string): Contender {
  return {
    measurement: {
      name,
      unit: 'thousand lines a CPU-second',
      better: 'more',
      ...(job === 'scan' ? {} : { floor: `scan ${format}` }),
      ...(job === 'documents' ? { peerTarget: PEER_TARGET } : {}),
    },
    async measure() {
      const answer = await runChild('parse/parse-child.ts', [job, path, format, lines, PASSES]);
      const { correct, cpuSeconds } = v.parse(measurementSchema, answer);
      const megabytes = (bytes / 1e6 / median(cpuSeconds)).toFixed(0);
      return {
        samples: cpuSeconds.map((seconds) => lines / 1000 / seconds),
        said: { note: job === 'scan' ? `${megabytes} MB` : `${megabytes} MB; ${correct} of ${lines} right` },
      };
    },
  };
}
