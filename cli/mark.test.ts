import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markFile } from './mark.ts';

const mark = { service: 'shop', version: '1.4.2', atMillis: Date.UTC(2026, 10, 22, 10, 2, 52) };

test('a mark is one line, of a category and a type that ECS lists together (configuration: access, change, creation, deletion, info)', () => {
  const { body } = markFile({ ...mark, note: 'build "812"\nby anna' });
  assert.equal(
    body.toString(),
    '{"@timestamp":"2026-11-22T10:02:52.000Z","event.action":"deployment","event.category":["configuration"],"event.type":["change"],' +
      '"service.name":"shop","service.version":"1.4.2","message":"shop 1.4.2 was deployed: build \\"812\\"\\nby anna"}\n',
  );
});

test('the same mark has the same name, and any other mark another', () => {
  const names = [
    mark,
    { ...mark, note: 'again' },
    { ...mark, version: '1.4.3' },
    { ...mark, service: 'shop 1.4.2' },
    { ...mark, atMillis: mark.atMillis + 1 },
  ].map((each) => markFile(each).key);
  assert.equal(new Set(names).size, names.length);
  assert.equal(markFile({ ...mark }).key, names[0]);
  for (const name of names) assert.match(name, /^inbox\/kafkainsight-marks\/[0-9a-f]{20}\.json$/);
});
