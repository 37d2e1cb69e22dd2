import { untimedText } from '../../core/formats/untimed.ts';
import { INBOX_PREFIX } from '../../core/names.ts';
import { counted, grouped } from '../../core/wording.ts';
import type { LogFile } from './log-file.ts';
import type { FileResult } from './once.ts';
import { table } from './progress.ts';

/** The table of the results. */
export function resultTable(results: readonly FileResult[], totalSeconds: number): string {
  const sum = (of: (result: FileResult) => number): string =>
    grouped(results.reduce((total, result) => total + of(result), 0));
  // shown only where it differs, as in files of JSON arrays
  const hasEvents = results.some(({ file }) => file.events !== file.lines);
  return table([
    ['file', 'lines', ...(hasEvents ? ['events'] : []), 'documents', 'unparsed', 'dead letters', 'seconds'],
    ...results.map(({ file, documents, unparsed, deadLetters, seconds }) => [
      file.key.slice(INBOX_PREFIX.length),
      ...[file.lines, ...(hasEvents ? [file.events] : []), documents, unparsed, deadLetters].map(grouped),
      seconds === undefined ? '-' : seconds.toFixed(1),
    ]),
    [
      'total',
      sum(({ file }) => file.lines),
      ...(hasEvents ? [sum(({ file }) => file.events)] : []),
      sum((r) => r.documents),
      sum((r) => r.unparsed),
      sum((r) => r.deadLetters),
      totalSeconds.toFixed(1),
    ],
  ]);
}

/**
 * What does not add up, a sentence each; empty where every line of every file is a document.
 *
 * @param givenUp messages in the dead-letter queue
 */
export function differences(
  results: readonly FileResult[],
  givenUp: number,
  log: Pick<LogFile, 'path' | 'lastError'>,
): readonly string[] {
  const sentences = results.flatMap(differencesOf);
  if (givenUp > 0)
    sentences.push(`The dead-letter queue holds ${counted(givenUp, 'message')}: files that could not be ingested.`);
  if (sentences.length === 0) return [];
  const last = log.lastError === undefined ? [] : [`The functions' last error: ${log.lastError}`];
  return [...sentences, ...last, `The functions' log: ${log.path}`];
}

/** Notes about files whose lines are all indexed: where no format accepted most lines, and how many lines have no time. */
export function notes(results: readonly FileResult[]): readonly string[] {
  return results.flatMap(({ file, unread, untimed, documents }) => [
    ...(unread === undefined ? [] : [`${file.path}: no format accepts most of its lines; ${unread}.`]),
    ...(untimed === 0 ? [] : [`${file.path}: ${untimedText(untimed, documents)}.`]),
  ]);
}

function differencesOf({ file, documents, deadLetters, breaks, own }: FileResult): string[] {
  const { path, lines, events, broken, refused } = file;
  const noun = events === lines ? 'line' : 'event';
  const sentences: string[] = [];
  const letters = deadLetters > 0 ? `; dead letters: ${grouped(deadLetters)} (npx kafkainsight dead-letters)` : '';
  if (documents < events) {
    sentences.push(`${path}: not in the index: ${grouped(events - documents)} of ${counted(events, noun)}${letters}.`);
  }
  const missing = own?.isRead === true ? own.produced - own.indexed : events;
  if (documents >= events && missing > 0) {
    sentences.push(
      `${path}: not in the index as it is now: ${grouped(missing)} of ${counted(events, noun)}; what is there is of an earlier content${letters}.`,
    );
  }
  if (documents > events) {
    sentences.push(
      `${path}: the index holds ${counted(documents - events, 'document')} more than it has ${noun}s: npx kafkainsight reconcile ${path} says why, and what to do.`,
    );
  }
  if (refused !== undefined) {
    sentences.push(refused);
  } else if (broken !== undefined) {
    sentences.push(`${path}: ${broken}`);
  } else sentences.push(...breaks.map((message) => `${path}: ${message}`));
  return sentences;
}
