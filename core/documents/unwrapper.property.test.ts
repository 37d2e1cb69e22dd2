/** A line of any format in any wrapper: it has the fields that it has alone, and nothing makes up others. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { topLevelKeys } from '../../test/helpers/json-keys.ts';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';
import { fileFields, logFields } from '../fields.ts';
import { storyFormats } from '../format-table.ts';
import { detectFormat } from '../formats/detect.ts';
import { copyOf, createDocumentBuilder } from './documents.ts';

const lines = storyFormats.flatMap((format) =>
  readFileSync(`local/sample-logs/${format}.log`, 'utf8').split('\n', 60).filter(Boolean),
);
const printable = fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => text.replaceAll(/\p{Cc}/gu, ''));

/** What puts a line into another; its own times are a second away from any of the samples', or in it. */
const wrappers: readonly ((line: string) => string)[] = [
  (line) => `2026-11-22T10:02:52.123456789Z stdout F ${line}`,
  (line) => `2026-11-22T10:02:52Z stderr P:x ${line}`,
  (line) => `Nov 22 10:02:52 web1 app: ${line}`,
  (line) => `<34>Nov 22 10:02:52 web1 app[7]: ${line}`,
  (line) => `2026-11-22T10:02:52.123456+01:00 web1 app[7]: ${line}`,
  (line) => `<165>1 2026-11-22T10:02:52.123Z web1 app 7 ID1 [x@1 y="z"] ${line}`,
  (line) => JSON.stringify({ log: `${line}\n`, stream: 'stdout', time: '2026-11-22T10:02:52.123456789Z' }),
  (line) => JSON.stringify({ date: 1795341772.5, log: line, kubernetes: { pod_name: 'p', labels: { a: 'b' } } }),
  (line) =>
    JSON.stringify({ MESSAGE: line, _HOSTNAME: 'web1', PRIORITY: '3', __REALTIME_TIMESTAMP: '1795341772123456' }),
];
const wrapper = fc.constantFrom(...wrappers);

/** Times are tested in unwrapper.test.ts; what no field has of the outer line is the envelope's. */
const otherwise = new Set(['@timestamp', 'kafkainsight.time.inferred']);

const parse = (line: string): ParsedLine => parseLine(detectFormat(Buffer.from(line)), line);

test('a line of any format has the same fields in wrappers as alone', () => {
  fc.assert(
    fc.property(fc.constantFrom(...lines), wrapper, fc.option(wrapper, { nil: undefined }), (line, inner, outer) => {
      const wrapped = outer === undefined ? inner(line) : outer(inner(line));
      const document = parse(wrapped);
      for (const [key, value] of Object.entries(parse(line))) {
        if (!otherwise.has(key)) assert.deepEqual(document[key], value, `${key} of ${wrapped}`);
      }
    }),
    { numRuns: 3_000 },
  );
});

test('a text in wrappers is the message, and gives no client and no user', () => {
  fc.assert(
    fc.property(printable, fc.array(wrapper, { minLength: 1, maxLength: 3 }), (text, around) => {
      const inner = `x ${text}`;
      const document = parse(around.reduce((line, wrap) => wrap(line), inner));
      assert.equal(document['event.kind'], 'event');
      assert.equal(String(document['message']).trim(), inner.trim());
      for (const key of ['source.address', 'source.ip', 'user.name', 'user.id', 'url.original'])
        assert.equal(document[key], undefined, key);
    }),
    { numRuns: 1_000 },
  );
});

test('whatever a wrapper holds, the document has known fields, each once', () => {
  const hostile = fc.oneof(
    printable,
    fc.json(),
    fc
      .dictionary(fc.constantFrom('log', 'message', 'stream', 'level', 'host', 'x', 'kubernetes'), fc.jsonValue())
      .map((object) => JSON.stringify(object)),
    fc.constantFrom(...lines),
  );
  fc.assert(
    fc.property(hostile, fc.array(wrapper, { maxLength: 5 }), fc.boolean(), (inner, around, isHidden) => {
      const bytes = Buffer.from(around.reduce((line, wrap) => wrap(line), inner));
      const origin = { fileId: 'f', path: 'p', version: 1, modifiedMillis: 1e12, ingestedMillis: 0 };
      const builder = createDocumentBuilder(
        { ...origin, format: 'text', source: { prefix: '' } },
        {
          keepOriginal: 'always',
          userAgentDetails: true,
          ...(isHidden && { pseudonymKey: Buffer.from('key') }),
        },
      );
      const json = copyOf(
        builder.build({ bytes, start: 0, end: bytes.length, offset: 0, lengthBytes: bytes.length }),
      ).toString();
      const keys = topLevelKeys(json);
      assert.equal(new Set(keys).size, keys.length, json);
      for (const key of keys) assert.ok(key in logFields || key in fileFields, key);
    }),
    { numRuns: 3_000 },
  );
});
