import * as v from 'valibot';
import { runChild } from '../child.ts';
import { type LineFormat, lineFormats } from '../lines/flog-lines.ts';
import { type LineFile, lineFile } from '../lines/line-files.ts';
import { note, type Run } from '../run.ts';
import { measurePeers } from './peers.ts';

const measurementSchema = v.object({ correct: v.number(), cpuSeconds: v.array(v.number()) });

/** So many times as fast as the fastest other parser that reads the format rightly. */
const PEER_TARGET = 2;
/** Formats whose lines bear a user agent. */
const WITH_USER_AGENTS: ReadonlySet<LineFormat> = new Set<LineFormat>(['apache_combined']);

/**
 * Measures how fast lines become documents, format by format: against a mere scan of the same file for line feeds, and
 * against other parsers.
 */
export async function benchParse(run: Run): Promise<void> {
  for (const format of lineFormats) {
    const file = lineFile(format, run.quick ? 100_000 : 1_000_000);
    await measure(run, file, 'scan', `scan ${format}`);
    await measure(run, file, 'documents', `parse ${format}`);
    if (WITH_USER_AGENTS.has(format)) {
      // a tenth as fast, so of fewer lines
      const fewer = lineFile(format, file.lines / 5);
      await measure(run, fewer, 'user-agents', `parse ${format} with user agents`);
    }
    await measurePeers(run, format);
  }
}

async function measure(run: Run, file: LineFile, job: string, name: string): Promise<void> {
  const { path, format, lines, bytes } = file;
  const answer = await runChild('parse/parse-child.ts', [job, path, format, lines, job === 'documents' ? 5 : 3]);
  const { correct, cpuSeconds } = v.parse(measurementSchema, answer);
  const samples = cpuSeconds.map((seconds) => lines / 1000 / seconds);
  const megabytes = (
    bytes /
    1e6 /
    (cpuSeconds.toSorted((one, other) => one - other)[cpuSeconds.length >> 1] ?? NaN)
  ).toFixed(0);
  note(run, {
    name,
    unit: 'thousand lines a CPU-second',
    better: 'more',
    samples,
    ...(job === 'scan' ? {} : { floor: `scan ${format}` }),
    ...(job === 'documents' ? { peerTarget: PEER_TARGET } : {}),
    note: job === 'scan' ? `${megabytes} MB` : `${megabytes} MB; ${correct} of ${lines} right`,
  });
}
