/** Lines on the local page in a real browser: page by page, in their files, as a story, and to findings and back. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Page as Tab } from 'playwright-core';
import { findingDocument } from '../../adapters/search/findings/documents.ts';
import { writeKept } from '../../adapters/search/findings/kept-documents.ts';
import { createFinding } from '../../core/findings/finding.ts';
import { pathFailures } from '../../core/findings/rules/path-failures.ts';
import { windowOf } from '../../core/findings/windows.ts';
import { HOUR_MILLIS } from '../../core/time/units.ts';
import { settled } from '../../local/page/first-start.ts';
import { startPage } from '../../local/page/server.ts';
import { BUCKET, documentsOf, ingestFile } from '../helpers/ingest-harness.ts';
import { type OpenedPage, openPage } from './opened-page.ts';

let page: OpenedPage;
before(async () => {
  page = await openPage('lines');
});
after(() => page.close());

const lines = (tab: Tab): ReturnType<Tab['locator']> => tab.locator('[data-panel="lines"] .lines > details');

test('the list goes on as far as there are lines, and keeps its order', async () => {
  const { tab, complaints } = await page.open('lines?refresh=0&order=oldest');
  assert.equal(await lines(tab).count(), 50);
  await tab.getByRole('button', { name: 'Show more' }).click();
  await lines(tab).nth(249).waitFor();
  await tab.getByRole('button', { name: 'Show more' }).click();
  await lines(tab).nth(449).waitFor();
  await tab.getByRole('button', { name: 'Show more' }).click();
  await lines(tab).nth(649).waitFor();
  assert.equal(await lines(tab).count(), 650);
  await tab.getByRole('button', { name: 'Refresh now' }).click();
  await settled(tab);
  assert.equal(await lines(tab).count(), 650, 'what is being read stays');
  await tab.getByRole('button', { name: 'Oldest first' }).click();
  await tab.waitForURL((url) => !url.hash.includes('order=oldest'));
  await settled(tab);
  assert.equal(await lines(tab).count(), 50);
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('an opened line shows the lines around it in its file', async () => {
  const { tab, complaints } = await page.open('lines?refresh=0&search=event.dataset:apache.access');
  await lines(tab).nth(20).locator('summary').click();
  await tab.getByRole('button', { name: 'Lines around it in its file' }).click();
  const own = tab.locator('.line-own');
  assert.match((await own.textContent()) ?? '', /^This line, at byte \d+ of /);
  assert.equal(await tab.locator('.line-more .lines').first().locator('details').count(), 10);
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('the story of an account is all of its lines, oldest first', async () => {
  const { tab, complaints } = await page.open('suspicious-accounts?refresh=0&search=http.response.status_code:401');
  await tab.locator('[data-panel="lines"] summary').first().click();
  const story = tab.getByRole('button', { name: /^Story of user.name / });
  const account = ((await story.textContent()) ?? '').replace('Story of user.name ', '');
  await story.click();
  await tab.locator('.chip', { hasText: `user.name: ${account}` }).waitFor();
  await settled(tab);
  const told = page.story.documents.filter((document) => document['user.name'] === account);
  const total = (await tab.locator('.lines-total').textContent()) ?? '';
  assert.equal(Number(total.replaceAll(/\D/g, '')), told.length);
  assert.equal(await tab.getByRole('button', { name: 'Oldest first' }).count(), 1);
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('a request leads to the errors that were logged for its client then, and they to it', async () => {
  const { documents } = page.story;
  const timeOf = (line: (typeof documents)[number]): number => Date.parse(String(line['@timestamp']));
  const near = (one: (typeof documents)[number]): typeof documents =>
    documents.filter(
      (line) =>
        line['source.address'] === one['source.address'] &&
        timeOf(line) >= timeOf(one) - 60_000 &&
        timeOf(line) < timeOf(one) + 60_000,
    );
  const error = documents.find(
    (line) =>
      line['event.dataset'] === 'apache.error' &&
      'source.address' in line &&
      near(line).some((other) => 'http.response.status_code' in other),
  );
  assert.ok(error);
  const address = String(error['source.address']);
  const { tab, complaints } = await page.open(
    `lines?refresh=0&search=${encodeURIComponent(`address:${address} dataset:apache.error`)}&range=${timeOf(error)}-${timeOf(error) + 1}`,
  );
  await lines(tab).first().locator('summary').click();
  await tab.getByRole('button', { name: 'This client within a minute, in all logs' }).click();
  await tab.locator('.chip', { hasText: `source.address: ${address}` }).waitFor();
  await settled(tab);
  const total = (await tab.locator('.lines-total').textContent()) ?? '';
  assert.equal(Number(total.replaceAll(/\D/g, '')), near(error).length);
  assert.ok((await tab.locator('.lines .badge', { hasText: 'apache.access' }).count()) > 0);
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('everything found comes as a file', async () => {
  const { tab } = await page.open('lines?refresh=0&search=http.response.status_code:500');
  const [download] = await Promise.all([
    tab.waitForEvent('download'),
    tab.getByRole('link', { name: 'NDJSON' }).click(),
  ]);
  const failed = page.story.documents.filter((document) => document['http.response.status_code'] === 500);
  assert.ok(failed.length > 0);
  assert.equal(readFileSync(await download.path(), 'utf8').split('\n').length - 1, failed.length);
  assert.equal(download.suggestedFilename(), 'kafkainsight-lines.ndjson');
  await tab.context().close();
});

test('a line is read back from its object, as it was logged', async () => {
  const raw = '2026-11-22T10:00:01Z ERROR quokka \u001b[31m<b>line</b>';
  const text = `2026-11-22T10:00:00Z INFO first\n${raw}\n`;
  const harness = await ingestFile(text, 'inbox/raw.log');
  const actions = (['log', 'ledger'] as const).flatMap((kind) =>
    Array.from(documentsOf(harness, kind), ([_id, document]) => {
      const index = kind === 'log' ? 'kafkainsight-logs-_text-2026.11' : 'kafkainsight-ledger';
      return `${JSON.stringify({ index: { _index: index, _id } })}\n${JSON.stringify(document)}\n`;
    }),
  );
  const results = await page.engine.bulk(Buffer.from(actions.join('')), 60_000);
  assert.deepEqual(
    results.map(({ status }) => status),
    [201, 201, 201],
  );
  await page.engine.request('POST', '/kafkainsight-*/_refresh');
  const bucket = { store: harness.store, bucket: BUCKET, sources: [], idKey: undefined };
  await using cleanUp = new AsyncDisposableStack();
  const own = cleanUp.adopt(await startPage({ searchEngine: page.engine, bucket }), (each) => each.stop());
  const tab = cleanUp.adopt(await page.browser.newPage(), (each) => each.close());
  await tab.goto(`${own.url}/#/lines?refresh=0&search=quokka`);
  await settled(tab);
  await lines(tab).first().locator('summary').click();
  await tab.getByRole('button', { name: 'Raw line', exact: true }).click();
  await tab.locator('.raw-line').waitFor();
  assert.equal(await tab.locator('.raw-line').textContent(), raw.replace('\u001b', '\\x1b'));
  assert.match((await tab.locator('.line-more .line-said').textContent()) ?? '', /^inbox\/raw\.log, byte 32 /);
  await harness.store.delete(BUCKET, 'inbox/raw.log');
  await tab.getByRole('button', { name: 'Raw line', exact: true }).click();
  await tab.locator('.line-said', { hasText: 'is no longer in the bucket' }).waitFor();
});

test('fields are chosen as columns, which the address keeps', async () => {
  const { tab, complaints } = await page.open('lines?refresh=0&search=event.dataset:apache.access');
  await lines(tab).first().locator('summary').click();
  for (const name of ['http.response.status_code', 'source.address'])
    await tab
      .getByRole('button', { name: `Show ${name} as a column, or no longer` })
      .first()
      .click();
  const head = tab.locator('.lines-head button');
  await head.nth(1).waitFor();
  assert.deepEqual(await head.allTextContents(), ['http.response.status_code ×', 'source.address ×']);
  const { hash } = new URL(tab.url());
  await tab.reload();
  await settled(tab);
  assert.equal(new URL(tab.url()).hash, hash);
  const cells = await lines(tab).nth(4).locator('summary .column').allTextContents();
  await lines(tab).nth(4).locator('summary').click();
  const values = ['http.response.status_code', 'source.address'].map(async (name) =>
    lines(tab)
      .nth(4)
      .locator('dl > div', { has: tab.locator('dt', { hasText: name }) })
      .first()
      .locator('dd bdi')
      .textContent(),
  );
  assert.deepEqual(cells, await Promise.all(values));
  await head.first().click();
  await tab.waitForURL((url) => !url.hash.includes('status_code%22'));
  await tab.locator('.lines-head button').nth(1).waitFor({ state: 'detached' });
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

async function logLines(texts: readonly string[], eventTime: string): Promise<void> {
  const actions = texts.map((message, index) => {
    const _id = `tail-${message}-${index}`;
    const document = {
      '@timestamp': eventTime,
      'event.ingested': new Date().toISOString(),
      'event.dataset': 'text',
      message,
    };
    return `${JSON.stringify({ index: { _index: 'kafkainsight-logs-_text-2026.11', _id } })}\n${JSON.stringify(document)}\n`;
  });
  await page.engine.bulk(Buffer.from(actions.join('')), 60_000);
  await page.engine.request('POST', '/kafkainsight-logs-*/_refresh');
}

test('a list is followed: lines come to the top whatever their time, and what came too fast is counted', async () => {
  const { tab, complaints } = await page.open('lines?refresh=0&search=followed');
  await tab.getByRole('button', { name: 'Follow' }).click();
  const status = tab.locator('[data-panel="lines"] .tail-status');
  await status.filter({ hasText: '0 lines came since' }).waitFor();
  await logLines(['followed first'], '2026-11-22T10:00:00Z');
  await lines(tab).filter({ hasText: 'followed first' }).waitFor();
  await logLines(['followed second'], '2020-01-01T00:00:00Z');
  await status.filter({ hasText: '2 lines came since' }).waitFor();
  assert.match((await lines(tab).first().textContent()) ?? '', /followed second/);
  await tab.getByRole('button', { name: 'Pause' }).click();
  await logLines(
    Array.from({ length: 250 }, (_, index) => `followed ${index}`),
    '2026-11-22T11:00:00Z',
  );
  await tab.getByRole('button', { name: 'Go on' }).click();
  await status.filter({ hasText: '252 lines came since' }).waitFor();
  assert.match(
    (await status.textContent()) ?? '',
    /50 of them came faster than they are shown, and are not in this list/,
  );
  assert.equal(await lines(tab).count(), 202);
  await tab.getByRole('button', { name: 'Stop following' }).click();
  await tab.getByRole('button', { name: 'Show more' }).waitFor();
  assert.equal(await lines(tab).count(), 50);
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('a finding leads to the lines that prove it, and each of them back to it', async () => {
  const failed = page.story.documents.filter(
    (document) => document['url.path'] === '/cart/add' && Number(document['http.response.status_code']) >= 500,
  );
  const timeOf = (line: (typeof failed)[number]): number => Date.parse(String(line['@timestamp']));
  const hours = Map.groupBy(failed, (line) => windowOf(timeOf(line), HOUR_MILLIS));
  const [hour] = [...hours].toSorted(([, one], [, other]) => other.length - one.length)[0] ?? assert.fail();
  // the rule looks at the hours before, too
  const begin = hour - pathFailures.lookback * HOUR_MILLIS;
  const proving = failed.filter((line) => timeOf(line) >= begin && timeOf(line) < hour + HOUR_MILLIS);
  const verdict = { confidence: 'high', numbers: {}, text: '/cart/add fails much more often.' } as const;
  const finding = createFinding(pathFailures, { entity: '/cart/add', fromMillis: hour }, verdict, []);
  await writeKept(page.engine, [findingDocument(finding, page.story.toMillis)]);
  await page.engine.request('POST', '/kafkainsight-findings/_refresh');

  const { tab, complaints } = await page.open('findings?refresh=0');
  await tab.locator('[data-panel="findings"] summary', { hasText: verdict.text }).click();
  await tab.getByRole('button', { name: 'Show its lines' }).click();
  await tab.locator('.chip', { hasText: 'Proof of' }).waitFor();
  await settled(tab);
  const total = (await tab.locator('.lines-total').textContent()) ?? '';
  assert.equal(Number(total.replaceAll(/\D/g, '')), proving.length);
  await lines(tab).first().locator('summary').click();
  await tab.getByRole('button', { name: 'Findings that rest on it' }).click();
  await tab.locator('.line-more summary', { hasText: verdict.text }).waitFor();

  await tab.goto(tab.url().replace(/#.*/, '#/lines?refresh=0&search=http.response.status_code:200'));
  await tab.locator('#found strong').waitFor();
  await settled(tab);
  await lines(tab).first().locator('summary').click();
  await tab.getByRole('button', { name: 'Findings that rest on it' }).click();
  await tab.locator('.line-said', { hasText: 'No finding rests on this line.' }).waitFor();
  assert.deepEqual(complaints, []);
  await tab.context().close();
});
