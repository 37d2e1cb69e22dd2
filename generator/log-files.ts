import { closeSync, futimesSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { KafkaInsightError } from '../core/errors.ts';
import type { StoryFormat } from '../core/format-table.ts';
import { type Chunk, createChunk } from './chunk.ts';
import type { Split } from './generate-options.ts';
import type { LogSink, WrittenLogs } from './log-sink.ts';

/** How files are named: one for all, numbered, or by the time at which each of them begins and a number. */
type Naming = 'single' | 'numbered' | 'timed';

/** Where and how log files are written. */
interface LogFileOptions {
  readonly folder: string;
  readonly gzip: boolean;
  readonly split: Split | undefined;
  readonly naming: Naming;
}

interface OpenFile {
  readonly descriptor: number;
  readonly temporaryPath: string;
  readonly path: string;
  readonly chunk: Chunk;
  lines: number;
  bytes: number;
  lastMillis: number;
}

/**
 * Writes log files. Each has a hidden name until it is complete, and is then renamed: nobody who watches the folder takes
 * half a file. Its modification time is that of its last line.
 * Errors: DISK_FULL; FILE_UNREADABLE where the folder cannot be written to.
 */
export function createLogFiles(options: LogFileOptions): LogSink {
  const { folder, gzip, split } = options;
  const open = new Map<StoryFormat, OpenFile>();
  const written = new Map<StoryFormat, WrittenLogs>();
  attempt(folder, () => mkdirSync(folder, { recursive: true }));
  const complete = (format: StoryFormat, file: OpenFile): void => {
    completeFile(file);
    open.delete(format);
  };
  const openNext = (format: StoryFormat, timeMillis: number): OpenFile => {
    const sums = written.get(format) ?? { lines: 0, bytes: 0, files: 0 };
    written.set(format, { ...sums, files: sums.files + 1 });
    const name = fileName(format, options.naming, sums.files + 1, timeMillis) + (gzip ? '.gz' : '');
    const temporaryPath = join(folder, `.${name}.partial`);
    const descriptor = attempt(temporaryPath, () => openSync(temporaryPath, 'w'));
    const chunk = createChunk((bytes) => {
      attempt(temporaryPath, () => {
        writeAll(descriptor, gzip ? gzipSync(bytes) : bytes);
      });
    }, gzip);
    const file = { descriptor, temporaryPath, path: join(folder, name), chunk, lines: 0, bytes: 0, lastMillis: 0 };
    open.set(format, file);
    return file;
  };
  return {
    written,
    write(format, line, timeMillis) {
      let file = open.get(format);
      const bytes = line.length + 1;
      if (file !== undefined && isFull(file, bytes, split)) {
        complete(format, file);
        file = undefined;
      }
      file ??= openNext(format, timeMillis);
      file.chunk.add(line);
      file.lines += 1;
      file.bytes += bytes;
      file.lastMillis = timeMillis;
      const sums = written.get(format);
      if (sums === undefined) return;
      sums.lines += 1;
      sums.bytes += bytes;
    },
    drain: () => Promise.resolve(),
    complete() {
      for (const [format, file] of open) complete(format, file);
    },
    discard() {
      for (const [format, { descriptor, temporaryPath }] of open) {
        closeSync(descriptor);
        rmSync(temporaryPath, { force: true });
        open.delete(format);
      }
    },
  };
}

function isFull(file: OpenFile, nextBytes: number, split: Split | undefined): boolean {
  if (split === undefined) return false;
  return 'lines' in split ? file.lines >= split.lines : file.bytes + nextBytes > split.bytes;
}

function fileName(format: StoryFormat, naming: Naming, number: number, timeMillis: number): string {
  if (naming === 'single') return `${format}.log`;
  const digits = number.toString().padStart(5, '0');
  if (naming === 'numbered') return `${format}-${digits}.log`;
  return `${format}-${new Date(timeMillis).toISOString().replace(/\W/g, '')}-${digits}.log`;
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

function attempt<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown reason';
    if (code === 'ENOSPC')
      throw new KafkaInsightError('DISK_FULL', `The disk is full: ${path} cannot be written. Free some space.`, {
        cause,
      });
    throw new KafkaInsightError(
      'FILE_UNREADABLE',
      `${path} cannot be written (${code}). Choose another folder with --out, or change its rights.`,
      { cause },
    );
  }
}

function completeFile({ chunk, descriptor, lastMillis, temporaryPath, path }: OpenFile): void {
  attempt(path, () => {
    chunk.flush();
    futimesSync(descriptor, lastMillis / 1000, lastMillis / 1000);
    closeSync(descriptor);
    renameSync(temporaryPath, path);
  });
}
