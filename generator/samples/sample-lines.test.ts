import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { test } from 'node:test';
import { parseCommand } from '../../cli/parse/parse-command.ts';
import { formatNames, storyFormats } from '../../core/format-table.ts';
import { sampleFiles, sampleFormats } from './sample-lines.ts';

const folder = join(import.meta.dirname, '../../local/sample-logs/formats');
/** Documents of a format that says no time, and of the two that take all that no other accepts. */
const untimed: readonly string[] = [
  'dotnet_console',
  'uvicorn',
  'morgan',
  'lograge',
  'coredns',
  'heroku_router',
  'text',
];

function sink(): { readonly stream: Writable; readonly text: () => string } {
  const pieces: Buffer[] = [];
  const stream = new Writable({
    write(piece: Buffer, _encoding, done) {
      pieces.push(Buffer.from(piece));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(pieces).toString() };
}

test('every format has a sample: of flog, or one of these', () => {
  assert.deepEqual([...sampleFormats, ...storyFormats].sort(), [...formatNames].sort());
  assert.deepEqual(
    Object.keys(sampleFiles()),
    sampleFormats.map((name) => `${name}.log`),
  );
});

for (const [name, content] of Object.entries(sampleFiles())) {
  const format = name.replace('.log', '');

  test(`${name} is what is generated, and each of its lines is read as ${format}, with a time of that morning`, async () => {
    const path = join(folder, name);
    assert.ok(existsSync(path) && readFileSync(path, 'utf8') === content, 'out of date: npm run samples');
    const output = sink();
    const errors = sink();
    const streams = { input: Readable.from([]), output: output.stream, errors: errors.stream };
    assert.equal(await parseCommand(['--reference-time', '2026-11-22T12:00:00Z', path], streams), 0);
    const lines = content.split('\n').length - 1;
    assert.match(errors.text(), new RegExp(`${name} +${lines} +${format} +0 `));
    const documents = output
      .text()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    assert.equal(documents.length, lines);
    for (const document of documents) {
      const time = String(document['@timestamp']);
      assert.ok(untimed.includes(format) || /^2026-11-22T1[01]:/.test(time), time);
      // what a load balancer prints after the layout is kept, and has no field
      assert.equal('kafkainsight.rest' in document, format === 'aws_alb');
    }
  });
}
