import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { documentId, fileId } from '../../core/files/file-id.ts';
import { flatDocument } from '../../local/page/flat-document.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { type CommandResult, runCommand } from '../helpers/command.ts';
import { sharedOpenSearch } from './engines/shared.ts';
import { type ExpectedFields, readers } from './sample-readers.ts';

const SAMPLES = join(import.meta.dirname, '..', '..', 'local', 'sample-logs');
const names = readdirSync(SAMPLES).filter((name) => name.includes('.log'));
/** A short file of each other format. */
const otherNames = readdirSync(join(SAMPLES, 'formats'));
const README = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'kafkainsight-start-'));
let search: string;
let first: CommandResult;

interface Hit {
  readonly _id: string;
  readonly _source: Record<string, unknown>;
}

async function ask<Answer>(path: string, body: object): Promise<Answer> {
  const response = await fetch(search + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${path}: ${response.status}`);
  return (await response.json()) as Answer;
}

function content(name: string): Buffer {
  const bytes = readFileSync(join(SAMPLES, name));
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

function idOf(name: string): string {
  return fileId(LOCAL_BUCKET, `inbox/${name}`, content(name));
}

function start(
  files: readonly string[],
  options: readonly string[] = [],
  environment: Record<string, string> = {},
): Promise<CommandResult> {
  const servers = ['--opensearch-url', search, '--data', join(folder, 'data'), '--any-ports'];
  return runCommand(['start', '--once', ...files, ...servers, ...options], { environment });
}

/** The rows of the table: the file's name, then its numbers. */
function rows(output: string): string[][] {
  return output.split('\n').map((line) => line.split(/ {2,}/));
}

before(async () => {
  search = await sharedOpenSearch();
});

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('npm start -- --once on the sample logs', () => {
  before(async () => {
    first = await start([]);
  });

  it('ends with 0 and a table in which every line is a document', () => {
    assert.equal(first.code, 0, first.errors);
    const table = rows(first.output);
    assert.deepEqual(table[0], ['file', 'lines', 'documents', 'unparsed', 'dead letters', 'seconds']);
    for (const name of names) {
      const row = table.find(([file]) => file === name);
      // 5,000 lines each, as `wc -l` counts them
      assert.deepEqual(row?.slice(1, 5), ['5,000', '5,000', '0', '0'], name);
    }
    let total = 5000 * names.length;
    for (const name of otherNames) {
      const lines = readFileSync(join(SAMPLES, 'formats', name), 'latin1').split('\n').length - 1;
      assert.deepEqual(
        table.find(([file]) => file === name)?.slice(1, 5),
        [String(lines), String(lines), '0', '0'],
        name,
      );
      total += lines;
    }
    const told = first.output.split('\n').filter((line) => line.endsWith(' lines, all in the index.'));
    assert.deepEqual(told, [`${total.toLocaleString('en-GB')} lines, all in the index.`]);
  });

  it('prints the table of the README, which has one row for the short files', () => {
    const [, block = ''] = /\$ npm start -- --once\n((?: {4}.*\n)+)/.exec(README) ?? [];
    const told = rows(block.replaceAll(/^ {4}/gm, '')).slice(0, -1);
    const table = rows(first.output);
    const sum = (column: number): string =>
      otherNames
        .reduce((total, name) => total + Number(table.find(([file]) => file === name)?.[column]), 0)
        .toLocaleString('en-GB');
    const others = [`${otherNames.length} of other formats`, ...[1, 2, 3, 4].map(sum)];
    const expected = [
      table[0],
      ...names.map((name) => table.find(([file]) => file === name)),
      others,
      table.find(([file]) => file === 'total'),
    ];
    const withoutSeconds = (row: readonly string[] | undefined): unknown => row?.slice(0, 5);
    assert.deepEqual(told.map(withoutSeconds), expected.map(withoutSeconds));
  });

  for (const name of names) {
    it(`makes the documents of ${name} that an independent reading makes`, async () => {
      const file = idOf(name);
      const { count } = await ask<{ count: number }>('/kafkainsight-logs-*/_count', {
        query: { term: { 'kafkainsight.file.id': file } },
      });
      assert.equal(count, 5000);
      const samples = new Map<string, ExpectedFields>();
      const read = readers[name.replace('.gz', '')];
      assert.ok(read, name);
      const lines = content(name).toString('latin1').split('\n');
      let offset = 0;
      lines.forEach((line, index) => {
        if (index % 100 === 0 && line !== '') samples.set(documentId(file, offset), read(line));
        offset += line.length + 1;
      });
      const { hits } = await ask<{ hits: { hits: Hit[] } }>('/kafkainsight-logs-*/_search', {
        size: samples.size,
        query: { ids: { values: [...samples.keys()] } },
      });
      assert.equal(hits.hits.length, samples.size);
      for (const { _id, _source } of hits.hits) {
        const expected = samples.get(_id) ?? {};
        const document = flatDocument(_source);
        const got = Object.fromEntries(Object.keys(expected).map((field) => [field, document[field]]));
        assert.deepEqual(got, expected, _id);
      }
    });
  }

  it('puts the same file in again, and nothing changes', async () => {
    const again = await start([join(SAMPLES, 'apache_common.log')]);
    assert.equal(again.code, 0, again.errors);
    const query = { term: { 'kafkainsight.file.id': idOf('apache_common.log') } };
    assert.equal((await ask<{ count: number }>('/kafkainsight-logs-*/_count', { query })).count, 5000);
  });
});

describe('npm start -- --once with what is known of a prefix', () => {
  it('reads its files in that format and zone, and keeps them in an index of that dataset', async () => {
    const inbox = join(folder, 'known');
    mkdirSync(join(inbox, 'shop'), { recursive: true });
    const line = '<13>1 2026-07-22T10:02:52Z host app 1 - - message';
    const files = [join(inbox, 'shop', 'a.log'), join(inbox, 'a.log')];
    // most lines are not syslog: without the source both files would be text
    const text = `${line}\nplain\nplain too\nplain again\n`;
    for (const file of files) writeFileSync(file, text);
    const sources = join(folder, 'known.json');
    const shop = { prefix: 'shop/', format: 'rfc5424', timeZone: 'Europe/Zurich', ignoreOffset: true, dataset: 'shop' };
    writeFileSync(sources, JSON.stringify([shop]));
    const { code, errors } = await start(files, ['--inbox', inbox, '--sources', sources]);
    assert.equal(code, 0, errors);
    // by their ids: other tests on the same node may have files of the same names
    const ids = ['inbox/shop/a.log', 'inbox/a.log'].map((key) => fileId(LOCAL_BUCKET, key, Buffer.from(text)));
    const { hits } = await ask<{ hits: { hits: (Hit & { readonly _index: string })[] } }>(
      '/kafkainsight-logs-*/_search',
      { query: { terms: { 'kafkainsight.file.id': ids } }, sort: ['log.offset'] },
    );
    const flat = hits.hits.map((hit) => ({ ...hit, _source: flatDocument(hit._source) }));
    const found = Object.groupBy(flat, ({ _source }) => String(_source['log.file.path']));
    const [known, failed] = found['inbox/shop/a.log'] ?? [];
    // Zurich is two hours ahead of UTC in July
    assert.equal(known?._source['@timestamp'], '2026-07-22T08:02:52.000Z');
    assert.equal(known._index, 'kafkainsight-logs-shop-2026.07');
    assert.equal(failed?._source['event.kind'], 'pipeline_error');
    const [unknown, plain] = found['inbox/a.log'] ?? [];
    assert.equal(unknown?._source['@timestamp'], '2026-07-22T10:02:52.000Z');
    assert.equal(unknown._index, 'kafkainsight-logs-syslog-2026.07');
    assert.equal(plain?._source['event.dataset'], 'unparsed');
  });
});

describe('npm start -- --once with pseudonyms', () => {
  it('knows when all is in the index: of a file, of the same file again, and once it has grown', async () => {
    const key = 'a key that nobody guesses';
    const keyFile = join(folder, 'pseudonym-key');
    writeFileSync(keyFile, key, { mode: 0o600 });
    const file = join(folder, 'replaced.log');
    const lines = (from: number, to: number): string =>
      Array.from({ length: to - from }, (_, at) => {
        const second = String(from + at).padStart(2, '0');
        return `203.0.113.77 - marta.k [22/Nov/2026:10:00:${second} +0000] "GET /a?user=marta.k HTTP/1.1" 200 1\n`;
      }).join('');
    const runs = [lines(0, 20), lines(0, 20), lines(0, 45)];
    for (const content of runs) {
      writeFileSync(file, content);
      const { code, output, errors } = await start([file], [], { PSEUDONYM_KEY_FILE: keyFile });
      assert.equal(code, 0, errors);
      const count = content.split('\n').length - 1;
      assert.match(output, new RegExp(`^${count} lines, all in the index\\.$`, 'm'));
      const id = fileId(LOCAL_BUCKET, 'inbox/replaced.log', Buffer.from(content), Buffer.from(key));
      const { hits } = await ask<{ hits: { hits: Hit[] } }>('/kafkainsight-logs-*/_search', {
        size: 100,
        query: { term: { 'kafkainsight.file.id': id } },
      });
      assert.equal(hits.hits.length, count);
      assert.doesNotMatch(JSON.stringify(hits.hits), /marta|203\.0\.113\.77/);
    }
  });
});

describe('npm start -- --once where something is wrong', () => {
  it('ends with 1 and says which file, where the index refuses its lines', async () => {
    const inbox = join(folder, 'inbox');
    mkdirSync(join(inbox, 'refused'), { recursive: true });
    const file = join(inbox, 'refused', 'lines.log');
    writeFileSync(file, 'a line\nanother line\n');
    copyFileSync(join(SAMPLES, 'rfc3164.log'), join(inbox, 'fine.log'));
    const sources = join(folder, 'sources.json');
    writeFileSync(sources, JSON.stringify([{ prefix: 'refused/', format: 'text', dataset: 'refused' }]));
    const index = `kafkainsight-logs-refused-${new Date().toISOString().slice(0, 7).replace('-', '.')}`;
    const made = await fetch(`${search}/${index}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mappings: { properties: { message: { type: 'long' } } } }),
    });
    assert.equal(made.status, 200);
    const { code, output, errors } = await start(
      [file, join(inbox, 'fine.log')],
      ['--inbox', inbox, '--sources', sources],
    );
    assert.equal(code, 1, output);
    assert.match(errors, new RegExp(`${basename(file)}: not in the index: 2 of 2 lines; dead letters: 2`));
    assert.doesNotMatch(errors, /fine\.log/);
    const letters = await runCommand(['dead-letters', '--data', join(folder, 'data')]);
    assert.match(letters.output, /MAPPING_ERROR +2 +1/);
  });

  it('keeps what is before the break of a gzip, and says so', async () => {
    const file = join(folder, 'broken.log.gz');
    const whole = readFileSync(join(SAMPLES, 'apache_combined.log.gz'));
    writeFileSync(file, whole.subarray(0, whole.length / 2));
    const { code, output, errors } = await start([file]);
    assert.equal(code, 1);
    assert.match(errors, /broken\.log\.gz: The gzip content is truncated or damaged after/);
    const [, lines = '', documents] = rows(output).find(([name]) => name === 'broken.log.gz') ?? [];
    assert.ok(Number(lines.replace(',', '')) > 1000, lines);
    assert.equal(documents, lines);
  });
});
