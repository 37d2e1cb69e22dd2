/**
 * How often the rules are right: stories of several seeds, with scenarios of several strengths, with decoys, and quiet ones, judged and
 * compared with who wrote each line. `npm run findings [-- --seeds 1,2,3 --lines-a-day 40000 --opensearch --results FILE --write]` prints
 * the tables of docs/findings.md, or writes them there. What a file of results has already is not measured again; with `--parts 1` a run
 * ends after so much more. With `--peers` it measures the rules of other products instead, and writes their table.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measuredParts, measurePart, type PartResult } from './measured-part.ts';
import { peersReport } from './peers/measure-peers.ts';
import { reportOf } from './report.ts';

const END = '<!-- end -->';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    'lines-a-day': { type: 'string', default: '40000' },
    opensearch: { type: 'boolean', default: false },
    results: { type: 'string' },
    parts: { type: 'string', default: 'Infinity' },
    peers: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const linesADay = Number(values['lines-a-day']);
const { results: file } = values;
const results: PartResult[] =
  file !== undefined && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PartResult[]) : [];

const isDone = (seed: number, part: string): boolean =>
  results.some((one) => one.seed === seed && JSON.stringify(one.part) === part);
const due = (values.peers ? [] : values.seeds.split(','))
  .flatMap((seed) => measuredParts.map((part) => ({ seed: Number(seed), part })))
  .filter(({ seed, part }) => !isDone(seed, JSON.stringify(part)))
  .slice(0, Number(values.parts));
for (const { seed, part } of due) {
  results.push(await measurePart(seed, part, { linesADay, onOpenSearch: values.opensearch, say: console.error }));
  if (file !== undefined) writeFileSync(file, JSON.stringify(results));
}

const seeds = values.seeds.split(',').map(Number);
const report = values.peers ? await peersReport(seeds, linesADay) : reportOf(results, linesADay);
console.log(report);
if (values.write) {
  const page = path.join(import.meta.dirname, '..', '..', 'docs', 'findings.md');
  const text = readFileSync(page, 'utf8');
  const begin = `<!-- written by npm run findings${values.peers ? ' -- --peers' : ''} -->`;
  const before = text.slice(0, text.indexOf(begin) + begin.length);
  writeFileSync(page, `${before}\n\n${report}\n\n${text.slice(text.indexOf(END, before.length))}`);
}
process.exit();
