import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { patternId, type PatternSource, sourceOfMessage } from '../../core/patterns/pattern.ts';
import { csvRows, groupingAccuracy } from './accuracy.ts';

// How well message patterns group, and how fast they are found: `node bench/patterns/main.ts FOLDER`, a folder with the files
// `*_2k.log_structured.csv` of LogHub (github.com/logpai/loghub, Zhu et al., ISSRE 2023), which are not part of this repository.

const ENDING = '_2k.log_structured.csv';
const ROUNDS = 60;

interface Message {
  readonly source: PatternSource;
  readonly truth: string;
}

function messagesOf(path: string): Message[] {
  const [header = [], ...rows] = csvRows(readFileSync(path, 'utf8'));
  const [content, truth] = ['Content', 'EventId'].map((column) => header.indexOf(column));
  return rows.map((row) => ({
    source: sourceOfMessage(row[content ?? -1] ?? ''),
    truth: row[truth ?? -1] ?? '',
  }));
}

function accuracyOf(messages: readonly Message[]): number {
  return groupingAccuracy(
    messages.map(({ source, truth }) => ({
      truth,
      found: patternId(source)?.toString('latin1') ?? '',
    })),
  );
}

/** Microseconds of processor time a message: the least of many rounds. */
function microsOf(messages: readonly Message[]): number {
  const rounds = Array.from({ length: ROUNDS }, () => {
    const started = process.cpuUsage();
    for (const { source } of messages) patternId(source);
    const { user, system } = process.cpuUsage(started);
    return (user + system) / messages.length;
  });
  return Math.min(...rounds);
}

const [folder = '.'] = process.argv.slice(2);
const files = readdirSync(folder).filter((name) => name.endsWith(ENDING));
if (files.length === 0) throw new Error(`${folder} has no file *${ENDING}.`);
const sets = files.sort().map((name) => {
  const messages = messagesOf(join(folder, name));
  return { name: basename(name, ENDING), messages, accuracy: accuracyOf(messages) };
});
console.log('| set | messages | grouping accuracy |\n| --- | ---: | ---: |');
for (const { name, messages, accuracy } of sets)
  console.log(`| ${name} | ${messages.length} | ${accuracy.toFixed(3)} |`);
const mean = sets.reduce((sum, { accuracy }) => sum + accuracy, 0) / sets.length;
console.log(`| mean | | ${mean.toFixed(3)} |`);
const all = sets.flatMap(({ messages }) => messages);
const bytes = all.reduce((sum, { source }) => sum + source.end, 0) / all.length;
console.log(`\n${microsOf(all).toFixed(2)} microseconds of processor time a message of ${bytes.toFixed(0)} bytes`);
