/** Marks of cases on the charts that show their lines, in a real browser; which charts those are is computed from the lines themselves. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page as Tab } from 'playwright-core';
import { caseDocument } from '../../adapters/search/findings/documents.ts';
import { writeKept } from '../../adapters/search/findings/kept-documents.ts';
import { casesOf } from '../../core/findings/cases.ts';
import { createFinding } from '../../core/findings/finding.ts';
import { pathFailures } from '../../core/findings/rules/path-failures.ts';
import { windowOf } from '../../core/findings/windows.ts';
import { HOUR_MILLIS } from '../../core/time/units.ts';
import { settled } from '../../local/page/first-start.ts';
import type { Document } from '../integration/story/story.ts';
import { type OpenedPage, openPage } from './opened-page.ts';

const PATH = '/cart/add';
const text = `${PATH} fails much more often.`;
let page: OpenedPage;
/** The lines of the case, and when it begins. */
let proving: readonly Document[];
let begin: number;
/** The first of its lines then, epoch milliseconds. */
let firstMillis: number;

const timeOf = (line: Document): number => Date.parse(String(line['@timestamp']));

before(async () => {
  page = await openPage('marks');
  const failed = page.story.documents.filter(
    (document) => document['url.path'] === PATH && Number(document['http.response.status_code']) >= 500,
  );
  const hours = Map.groupBy(failed, (line) => windowOf(timeOf(line), HOUR_MILLIS));
  [begin] = [...hours].toSorted(([, one], [, other]) => other.length - one.length)[0] ?? assert.fail();
  const [from, to] = [begin - pathFailures.lookback * HOUR_MILLIS, begin + HOUR_MILLIS];
  proving = failed.filter((line) => timeOf(line) >= from && timeOf(line) < to);
  firstMillis = Math.min(...proving.map(timeOf).filter((millis) => millis >= begin));
  const verdict = { confidence: 'high', numbers: {}, text } as const;
  const cases = casesOf([createFinding(pathFailures, { entity: PATH, fromMillis: begin }, verdict, [])]);
  const documents = cases.map((one) => caseDocument({ ...one, state: 'open' }, page.story.toMillis));
  await writeKept(page.engine, documents);
  await page.engine.request('POST', '/kafkainsight-cases/_refresh');
});
after(() => page.close());

/** The panels with a mark, in the order of the page. */
async function marked(tab: Tab): Promise<string[]> {
  const names: string[] = [];
  for (const panel of await tab.locator('[data-panel]:has(.marks button)').all())
    names.push((await panel.getAttribute('data-panel')) ?? '');
  return names;
}

test('a case is marked on the charts that show much of it, and on no other', async () => {
  const { tab, complaints } = await page.open('bugs?refresh=0');
  // failing requests of one path: they have a path and a status, but neither a level nor a code of an error
  assert.ok(proving.every((line) => !('log.level' in line) && !('error.code' in line)));
  assert.deepEqual(await marked(tab), ['failures-over-time', 'failure-rate', 'status-over-time', 'failure-times']);
  // of all lines they are few, of those of any kind of log, too
  const [from, to] = [begin - pathFailures.lookback * HOUR_MILLIS, begin + HOUR_MILLIS];
  const then = page.story.documents.filter((line) => timeOf(line) >= from && timeOf(line) < to);
  const [dataset] = new Set(proving.map((line) => line['event.dataset']));
  assert.ok(proving.length < then.filter((line) => line['event.dataset'] === dataset).length / 10);
  const operations = await page.open('operations?refresh=0');
  assert.deepEqual(await marked(operations.tab), []);
  await operations.tab.context().close();
  const search = await page.open('bugs?refresh=0&search=path%3A%2Fsearch');
  assert.deepEqual(await marked(search.tab), []);
  assert.deepEqual([...complaints, ...search.complaints], []);
  await tab.context().close();
  await search.tab.context().close();
});

test('a mark leads to what was found, to its lines, and to the time since then beside the time before', async () => {
  const { tab, complaints } = await page.open('bugs?refresh=0');
  const mark = tab.locator('[data-panel="failures-over-time"] .marks button');
  assert.equal(await mark.getAttribute('aria-label'), `1 finding: ${text}`);
  await mark.click();
  assert.match((await tab.locator('dialog[open] .cases li').textContent()) ?? '', new RegExp(text));
  await tab.getByRole('button', { name: 'Since then, compared with before' }).click();
  await tab.waitForURL(/range=\d+-\d+/);
  await settled(tab);
  assert.equal(/range=(\d+)-/.exec(tab.url())?.[1], String(firstMillis));
  await tab.goBack();
  await settled(tab);
  await mark.click();
  await tab.getByRole('button', { name: 'Show its lines' }).click();
  await tab.locator('.chip', { hasText: 'Proof of' }).waitFor();
  await settled(tab);
  const total = (await tab.locator('.lines-total').textContent()) ?? '';
  assert.equal(Number(total.replaceAll(/\D/g, '')), proving.length);
  assert.equal(await tab.locator('dialog[open]').count(), 0);
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('a mark is where the first line of its case is', async () => {
  assert.ok(firstMillis > begin);
  const { tab } = await page.open(`bugs?refresh=0&range=${firstMillis - HOUR_MILLIS}-${firstMillis + HOUR_MILLIS}`);
  const panel = tab.locator('[data-panel="status-over-time"]');
  const [mark, plot] = await Promise.all([
    panel.locator('.marks button').boundingBox(),
    panel.locator('.drawing .background').first().boundingBox(),
  ]);
  assert.ok(mark !== null && plot !== null);
  const middle = mark.x + mark.width / 2;
  // the range is two hours long, and its middle is that line
  assert.ok(Math.abs(middle - (plot.x + plot.width / 2)) < 2, `${middle} of ${plot.x} + ${plot.width}`);
  await tab.context().close();
});
