import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DocumentWriter } from '../bytes/document-writer.ts';
import { formatTable } from '../format-table.ts';
import type { Format } from './format.ts';
import { plainContext } from './plain-context.ts';
import { candidates, likelyFormats, structuredFormats } from './registry.ts';

const writer = new DocumentWriter();
const context = plainContext(Date.parse('2026-11-23T00:00:00Z'));

function accepts({ read }: Format, line: Buffer): boolean {
  writer.begin();
  context.clock.reset();
  context.inner.reset();
  return !Number.isNaN(read(line, 0, line.length, writer, context));
}

/** The line, and with each of its words left out, doubled, or alone up to there. */
function variations(line: string): readonly string[] {
  const words = line.split(' ');
  const changed = words.flatMap((word, index) => {
    const [before, behind] = [words.slice(0, index), words.slice(index + 1)];
    return [
      [...before, ...behind],
      [...before, word, word, ...behind],
      [...before, word],
    ];
  });
  return [line, ...changed.map((parts) => parts.join(' '))];
}

test('a quick look at a line denies no format that accepts it', () => {
  let accepted = 0;
  const lines = structuredFormats
    .flatMap(({ name }) => variations(formatTable[name].example))
    .map((line) => Buffer.from(line));
  for (const format of structuredFormats) {
    // what ends its lines may be any word: only its quotes show that a piece of a newer balancer's line is not one of them
    if (format.name === 'aws_elb') continue;
    for (const line of lines) {
      if (!accepts(format, line)) continue;
      accepted++;
      assert.notEqual(format.isLikely?.(line, 0, line.length), false, `${format.name}: ${line.toString()}`);
    }
  }
  assert.ok(accepted > structuredFormats.length, String(accepted));
});

test('most formats tell by a quick look that a sentence is none of theirs', () => {
  const line = Buffer.from('2026-11-22 10:02:52.123 the cart of visitor 7 was opened');
  const likely = structuredFormats.filter(({ isLikely }) => isLikely?.(line, 0, line.length) !== false);
  assert.deepEqual(
    likely.map(({ name }) => name),
    ['apache_error', 'time', 'json'],
    'give the reader of any other an isLikely (core/formats/format.ts)',
  );
});

test('of the formats that a look at each one finds, looking at all together leaves out only what does not accept the line', () => {
  const lines = structuredFormats
    .flatMap(({ name }) => variations(formatTable[name].example))
    .flatMap((line) => [line, line.replace(' ', '  '), line.replace(':', ''), line.slice(1), `${line}"`, `"${line}`]);
  let likely = 0;
  for (const line of lines) {
    // within other bytes, as lines are: what is around a line is no part of it
    const bytes = Buffer.from(`"x\n${line}\n"x`);
    const [start, end] = [3, bytes.length - 3];
    const each = candidates(bytes[start]).filter(({ isLikely }) => isLikely?.(bytes, start, end) !== false);
    const together = likelyFormats(bytes, start, end).map(({ name }) => name);
    const found = each.filter((format) => together.includes(format.name));
    assert.deepEqual(
      together,
      found.map(({ name }) => name),
      line,
    );
    for (const format of each) {
      if (!found.includes(format)) assert.ok(!accepts(format, Buffer.from(line)), `${format.name}: ${line}`);
    }
    likely += together.length;
  }
  assert.ok(likely > lines.length, `${likely} of ${lines.length}`);
});
