import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';

const read = (apache: string, line: string): ParsedLine => parseLine({ apache }, line, { format: { apache } });

test('a layout of Apache has notes of modules, and the process that answered (mod_log_config, `%{VARNAME}n`, `%P`)', () => {
  const apache = '%h %P "%{ratio}n"';
  const document = read(apache, '203.0.113.9 4321 "12"');
  assert.equal(document['process.pid'], 4321);
  assert.deepEqual(document['kafkainsight.fields'], { note_ratio: '12' });
  const other = read(apache, '203.0.113.9 none "12"');
  assert.match(String(other['error.message']), /its pid does not match the layout/);
});
