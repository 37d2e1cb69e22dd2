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

test('a layout of Apache has several values in one pair of quotes', () => {
  const apache = '%h "%m %U %H" %>s "%{Referer}i"';
  assert.partialDeepStrictEqual(read(apache, '203.0.113.9 "GET /cart HTTP/1.1" 200 "https://a.example/"'), {
    'http.request.method': 'GET',
    'url.path': '/cart',
    'http.version': '1.1',
    'http.response.status_code': 200,
    'http.request.referrer': 'https://a.example/',
  });
});

test('a layout of Apache has no user where it prints an empty one, in quotes (mod_log_config, `%u`)', () => {
  const user = (name: string): unknown =>
    read('%h %u %t "%r" %>s', `203.0.113.9 ${name} [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 401`)['user.name'];
  assert.deepEqual(['""', '-', 'ann'].map(user), [undefined, undefined, 'ann']);
});
