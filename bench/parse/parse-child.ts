/**
 * Parses a file of lines in a separate process, as a function does that is given one kind of log, and with its inlining: a
 * warm-up pass in which each document is looked at, then as many measured passes as requested. Prints one
 * {@link ParseMeasurement} as JSON.
 *
 *     node bench/parse/parse-child.ts JOB FILE FORMAT LINES SAMPLES
 *
 * JOB is `scan` (the floor: reading the file and finding the line feeds), `documents`, or `user-agents` (documents with
 * user agents taken apart).
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { LINE_FEED } from '../../core/bytes/ascii.ts';
import { createDocumentBuilder, type DocumentBuilder } from '../../core/documents/documents.ts';
import type { OnLine } from '../../core/files/file-line.ts';
import { LineSplitter } from '../../core/files/lines.ts';
import { inlineMore } from '../../lambdas/inlining.ts';
import { isLineFormat, type LineFormat, lineTimeMillis } from '../lines/flog-lines.ts';

/** What a process of this file prints. */
export interface ParseMeasurement {
  /** Documents that a format accepted and that have the line's time. */
  readonly correct: number;
  /** Of each measured pass. */
  readonly cpuSeconds: readonly number[];
}

/** As the ingest function reads content. */
const PIECE_BYTES = 64 * 1024;

const [job = '', file = '', format = '', lines = '', samples = ''] = process.argv.slice(2);
inlineMore();
if (!isLineFormat(format)) throw new Error(`No lines are made of format ${JSON.stringify(format)}.`);
console.log(JSON.stringify(measure(format)));

function measure(lineFormat: LineFormat): ParseMeasurement {
  const correct = job === 'scan' ? Number(lines) : countCorrect(lineFormat);
  const pass = (): void => {
    if (job === 'scan') scan();
    else parse(lineFormat);
  };
  pass();
  const cpuSeconds = Array.from({ length: Number(samples) }, () => {
    const before = process.cpuUsage();
    pass();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
  return { correct, cpuSeconds };
}

function countCorrect(lineFormat: LineFormat): number {
  let correct = 0;
  let number = 0;
  const documents = builder(lineFormat);
  eachLine((line) => {
    const { parsed, timeMillis } = documents.build(line);
    if (parsed && timeMillis === lineTimeMillis(lineFormat, number++)) correct++;
  });
  return correct;
}

function parse(lineFormat: LineFormat): void {
  const documents = builder(lineFormat);
  eachLine((line) => {
    documents.build(line);
  });
}

function builder(lineFormat: LineFormat): DocumentBuilder {
  const origin = {
    fileId: 'ABCDEFGHIJKLMQ',
    version: Date.parse('2026-11-23T12:00:00Z'),
    path: 'inbox/access.log',
    modifiedMillis: Date.parse('2026-11-23T12:00:00Z'),
    ingestedMillis: Date.parse('2026-11-23T12:00:01Z'),
    format: lineFormat,
    source: { prefix: '' },
  };
  return createDocumentBuilder(origin, { keepOriginal: 'failed', userAgentDetails: job === 'user-agents' });
}

function eachLine(onLine: OnLine): void {
  const splitter = new LineSplitter(onLine);
  eachPiece((piece) => {
    splitter.push(piece);
  });
  splitter.finish();
}

function scan(): void {
  let found = 0;
  eachPiece((piece) => {
    for (let at = piece.indexOf(LINE_FEED); at >= 0; at = piece.indexOf(LINE_FEED, at + 1)) found++;
  });
  if (found !== Number(lines)) throw new Error(`${found} lines found in ${file}, expected ${lines}.`);
}

function eachPiece(take: (piece: Buffer) => void): void {
  const input = openSync(file, 'r');
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  for (let bytes = readSync(input, piece); bytes > 0; bytes = readSync(input, piece)) take(piece.subarray(0, bytes));
  closeSync(input);
}
