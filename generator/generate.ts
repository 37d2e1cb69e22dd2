import type { Writable } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Span } from '../core/time/span.ts';
import type { LogEvent } from './events.ts';
import type { GenerateOptions } from './generate-options.ts';
import type { Label } from './labels.ts';
import { createLogFiles } from './log-files.ts';
import type { LogSink, WrittenLogs } from './log-sink.ts';
import { createLogStream } from './log-stream.ts';
import { createRenderer } from './renderer.ts';
import { createStory } from './story.ts';
import { writeTruth } from './truth-file.ts';

/** What was generated. */
export interface Generated extends Span {
  readonly labels: readonly Label[];
  readonly written: ReadonlyMap<LogEvent['format'], WrittenLogs>;
  /** Whether it was stopped before its end: nothing incomplete is left. A live story always ends by being stopped, and is complete. */
  readonly aborted: boolean;
}

interface GenerateContext {
  /** Where lines go without a folder. */
  readonly stdout: Writable;
  readonly signal: AbortSignal;
}

type Mode<Kind extends GenerateOptions['mode']['kind']> = Extract<GenerateOptions['mode'], { readonly kind: Kind }>;

/** Generates logs, and the truth about them. Errors: DISK_FULL, FILE_UNREADABLE. */
export async function generateLogs(options: GenerateOptions, context: GenerateContext): Promise<Generated> {
  const { mode } = options;
  const sink = createSink(options, context);
  try {
    return await (mode.kind === 'bulk'
      ? generateBulk(options, mode, sink, context.signal)
      : generateLive(options, mode, sink, context.signal));
  } catch (error) {
    sink.discard();
    throw error;
  }
}

function createSink({ out, gzip, split, mode }: GenerateOptions, { stdout }: GenerateContext): LogSink {
  if (out === 'stdout') return createLogStream(stdout, gzip);
  const naming = mode.kind === 'live' ? 'timed' : split === undefined ? 'single' : 'numbered';
  return createLogFiles({ folder: out, gzip, split, naming });
}

/** How many lines are written before the event loop gets a turn, for signals and the reader of a stream. */
const LINES_A_TURN = 20_000;

async function generateBulk(
  options: GenerateOptions,
  mode: Mode<'bulk'>,
  sink: LogSink,
  signal: AbortSignal,
): Promise<Generated> {
  const { fromMillis, toMillis } = mode;
  const story = createStory({ ...options, ...mode, chapter: 0 });
  const write = createWriter(sink);
  let sinceTurn = 0;
  for (const events of story.seconds) {
    write(events);
    sinceTurn += events.length;
    if (sinceTurn < LINES_A_TURN) continue;
    sinceTurn = 0;
    await sink.drain();
    await nextTurn();
    if (!signal.aborted) continue;
    sink.discard();
    return { fromMillis, toMillis, labels: story.labels, written: sink.written, aborted: true };
  }
  sink.complete();
  const generated = { fromMillis, toMillis, labels: story.labels, written: sink.written, aborted: false };
  recordTruth(options, generated);
  return generated;
}

/** A live story consists of chapters of this length; each has all the scenarios. */
const CHAPTER_SECONDS = 1_800;
const SECOND_MILLIS = 1000;
/** How long files are written before they are completed. */
const ROTATION_MILLIS = 10_000;

async function generateLive(
  options: GenerateOptions,
  { linesPerSecond, mostLines }: Mode<'live'>,
  sink: LogSink,
  signal: AbortSignal,
): Promise<Generated> {
  const firstMillis = Math.ceil(Date.now() / SECOND_MILLIS) * SECOND_MILLIS;
  const write = createWriter(sink);
  const labels: Label[] = [];
  let toMillis = firstMillis;
  let left = mostLines;
  let rotatedMillis = Date.now();
  const complete = (): Generated => {
    sink.complete();
    const generated = { fromMillis: firstMillis, toMillis, labels, written: sink.written, aborted: false };
    recordTruth(options, generated);
    return generated;
  };
  const isOver = (): boolean => signal.aborted || left <= 0;
  for (let chapter = 0; !isOver(); chapter++) {
    const fromMillis = toMillis;
    toMillis += CHAPTER_SECONDS * SECOND_MILLIS;
    const lines = linesPerSecond * CHAPTER_SECONDS;
    const story = createStory({ ...options, fromMillis, toMillis, lines, chapter });
    labels.push(...story.labels);
    for (const events of story.seconds) {
      await until(endOfSecond(events), signal);
      if (isOver()) break;
      write(events.slice(0, left));
      left -= events.length;
      await sink.drain();
      if (Date.now() - rotatedMillis < ROTATION_MILLIS) continue;
      rotatedMillis = Date.now();
      complete();
    }
  }
  return complete();
}

/** Prints events as lines. */
function createWriter(sink: LogSink): (events: readonly LogEvent[]) => void {
  const render = createRenderer();
  return (events) => {
    for (const event of events) sink.write(event.format, render(event), event.timeMillis);
  };
}

function endOfSecond([first]: readonly LogEvent[]): number {
  return (Math.floor((first?.timeMillis ?? 0) / SECOND_MILLIS) + 1) * SECOND_MILLIS;
}

/** Waits until a time, or until the signal. */
async function until(timeMillis: number, signal: AbortSignal): Promise<void> {
  const waitMillis = timeMillis - Date.now();
  if (waitMillis > 0) await sleep(waitMillis, undefined, { signal }).catch(() => undefined);
}

function recordTruth(options: GenerateOptions, { fromMillis, toMillis, labels, written }: Generated): void {
  if (options.labels === undefined) return;
  let lines = 0;
  for (const sums of written.values()) lines += sums.lines;
  writeTruth(options.labels, {
    seed: options.seed,
    from: new Date(fromMillis).toISOString(),
    to: new Date(toMillis).toISOString(),
    formats: options.formats,
    lines,
    scenarios: labels,
  });
}
