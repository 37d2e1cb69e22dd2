import { join } from 'node:path';
import { readResults } from '../bench/kept-results.ts';
import { medianSample } from '../bench/measurement.ts';
import { growingNames, UPLOADS_A_DAY } from '../bench/stages/growing.ts';

const BENCH = join(import.meta.dirname, '..', 'bench');
const MB_A_GB = 1000;

const intervals: Readonly<Record<(typeof UPLOADS_A_DAY)[number], string>> = {
  1: 'a day, after rotation',
  24: 'an hour',
  96: '15 minutes',
  1440: 'a minute',
};

/** What uploads of a growing log cost, by their interval, as it was measured. */
export function growingTable(): string {
  const stage = readResults(join(BENCH, 'growing.json'))['growing'];
  if (stage === undefined) throw new Error('bench/growing.json is missing: npm run bench -- growing');
  const { measurements, machine } = stage;
  const median = (name: string): number => {
    const found = measurements.find((measurement) => measurement.name === name);
    if (found === undefined) throw new Error(`bench/growing.json has no ${name}: npm run bench -- growing`);
    return medianSample(found.samples);
  };
  const rows = UPLOADS_A_DAY.map((uploads) => {
    const names = growingNames(uploads);
    const documents = Math.round(median(names.written)).toLocaleString('en-GB');
    return `| ${intervals[uploads]} | ${uploads.toLocaleString('en-GB')} | ${sizeText(median(names.read))} | ${median(names.seconds).toPrecision(2)} s | ${documents} |`;
  });
  return [
    `Measured with a log of 50,000 combined lines a day (13 MB), on a real Kafka and OpenSearch, the local S3 and the same functions (\`npm run bench -- growing\`; medians of three runs, ${machine.date}, ${machine.processor}):`,
    '',
    '| interval | uploads a day | read from S3 | ingest function runs | documents written |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function sizeText(megabytes: number): string {
  return megabytes < MB_A_GB ? `${Math.round(megabytes)} MB` : `${(megabytes / MB_A_GB).toFixed(1)} GB`;
}
