/** The local page in a real browser over the real OpenSearch. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { panelsOf } from '../../dashboards/definition.ts';
import { pageDashboardsOf } from '../../local/page/dashboards.ts';
import { settled } from '../../local/page/first-start.ts';
import { startPage } from '../../local/page/server.ts';
import { shopSite } from '../helpers/shop-site.ts';
import { ownEngine } from '../integration/story/engine.ts';
import { hostileTexts, type OpenedPage, openPage } from './opened-page.ts';

let page: OpenedPage;
before(async () => {
  page = await openPage('page');
});
after(() => page.close());

for (const dashboard of pageDashboardsOf(shopSite)) {
  test(`${dashboard.title}: every panel shows, nothing is complained of`, async () => {
    const { tab, complaints } = await page.open(`${dashboard.id}?refresh=0`);
    assert.equal(await tab.title(), `${dashboard.title} – KafkaInsight`);
    for (const panel of panelsOf(dashboard)) {
      const shown = tab.locator(`[data-panel="${panel.id}"]`);
      assert.equal(await shown.locator('h2').textContent(), panel.title);
      if (panel.kind === 'guide') continue;
      assert.equal(await shown.getAttribute('data-state'), 'shown', panel.id);
      const isDrawn = ['line', 'area', 'bar', 'pie', 'heat-map'].includes(panel.kind);
      const content = isDrawn
        ? '.drawing svg path, .empty'
        : {
            metric: '.number-value strong',
            table: 'td, .empty',
            report: 'td, .empty',
            'tag-cloud': '.cloud button, .empty',
          }[panel.kind as string];
      // nobody has marked a deployment in the story
      const lines = panel.id === 'deployments' ? '.lines .empty' : 'select, .lines details';
      assert.ok((await shown.locator(content ?? lines).count()) > 0, panel.id);
    }
    assert.deepEqual(complaints, []);
    await tab.context().close();
  });

  test(`${dashboard.title}: charts have names, and fit a phone`, async () => {
    const { tab } = await page.open(`${dashboard.id}?refresh=0`, { width: 375 });
    for (const drawing of await tab.locator('.drawing').all()) {
      assert.equal(await drawing.getAttribute('role'), 'img');
      assert.match((await drawing.getAttribute('aria-label')) ?? '', /\?.*\d/);
    }
    const overflow = await tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    assert.equal(overflow, 0, 'nothing has to be scrolled sideways');
    await tab.context().close();
  });
}

test('dragging over a chart shows only that time; a chart can be read as a table', async () => {
  const { tab, complaints } = await page.open('operations?refresh=0');
  const box = await tab.locator('[data-panel="lines-over-time"] .drawing svg').boundingBox();
  assert.ok(box);
  await tab.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
  await tab.mouse.down();
  await tab.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2, { steps: 8 });
  await tab.mouse.up();
  await tab.waitForURL(/range=\d+-\d+/);
  await settled(tab);
  const [, from = '', to = ''] = /range=(\d+)-(\d+)/.exec(tab.url()) ?? [];
  const within = page.story.documents.filter((document) => {
    const millis = Date.parse(String(document['@timestamp']));
    return millis >= Number(from) && millis < Number(to);
  });
  const shown = (await tab.locator('[data-panel="lines-count"] strong').textContent()) ?? '';
  assert.equal(Number(shown.replaceAll(',', '')), within.length);
  await tab.locator('[data-panel="lines-over-time"]').getByRole('button', { name: 'Table' }).click();
  await tab.locator('[data-panel="lines-over-time"] td').first().waitFor();
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('words are searched in all panels, and the lines found open to their fields', async () => {
  const { tab, complaints } = await page.open('bugs?refresh=0');
  await tab.getByRole('searchbox').fill('"Uncaught TypeError"');
  await tab.waitForURL(/search=/);
  await settled(tab);
  const said = page.story.documents.filter(({ message }) => String(message).includes('Uncaught TypeError'));
  assert.equal(await tab.locator('[data-panel="lines"] .lines-total').textContent(), `${said.length} lines`);
  await tab.locator('.lines summary').first().click();
  await tab.locator('.lines dl dt', { hasText: 'apache.error.module' }).waitFor();
  await tab.getByRole('button', { name: 'Show only apache.error.module proxy_fcgi' }).first().click();
  await tab.locator('.chip').waitFor();
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('a search says below the box how many lines it finds, and where it finds none, which part is to blame', async () => {
  const { tab, complaints } = await page.open('bugs?refresh=0');
  const search = async (typed: string): Promise<string> => {
    await tab.getByRole('searchbox').fill(typed);
    await tab.waitForURL((url) => new URLSearchParams(url.hash.split('?')[1]).get('search') === typed);
    await settled(tab);
    return (await tab.locator('#found').textContent()) ?? '';
  };
  const of24 = page.story.documents.filter((document) => String(document['source.ip']).startsWith('203.0.113.'));
  assert.ok(of24.length > 0);
  assert.equal(await search('203.0.113.0/24'), `${of24.length} lines found`);
  const nothing = await search('203.0.113.0/24 user.name:nobody');
  assert.match(
    nothing,
    new RegExp(`^Nothing found\\.203\\.0\\.113\\.0/24: ${of24.length} linesuser\\.name:nobody: no lines\\.`),
  );
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('a search that cannot be read is reported once, and what was shown stays', async () => {
  const { tab } = await page.open('bugs?refresh=0&search=GET');
  const before = await tab.locator('[data-panel="requests-count"] strong').textContent();
  await tab.getByRole('searchbox').fill('source.ip:203.0.113.300');
  await tab.locator('#status.failed', { hasText: '"203.0.113.300" is not a value of source.ip' }).waitFor();
  assert.equal(await tab.locator('#found').textContent(), '');
  assert.equal(await tab.locator('[data-panel="requests-count"] strong').textContent(), before);
  assert.equal(await tab.locator('[data-state="failed"]').count(), 0);
  await tab.context().close();
});

test('an unknown filter in the address is reported once; the panels show the rest', async () => {
  const filters = JSON.stringify([{ kind: 'value', field: 'colour', values: ['red'], negated: false }]);
  const { tab, complaints } = await page.open(`bugs?refresh=0&filters=${encodeURIComponent(filters)}`);
  const sentence = 'Part of this page’s address was ignored. There is no filter "colour".';
  assert.equal(await tab.getByRole('alert').textContent(), sentence);
  assert.equal(await tab.locator('[data-state="failed"]').count(), 0);
  assert.ok((await tab.locator('[data-state="shown"]').count()) > 10);
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

for (const width of [1366, 1024, 375]) {
  test(`the search box keeps its room beside a chosen time range, ${width} pixels wide`, async () => {
    const { tab } = await page.open(`bugs?refresh=0&range=${page.story.fromMillis}-${page.story.toMillis - 1}`, {
      width,
    });
    const box = await tab.getByRole('searchbox').boundingBox();
    assert.ok(box !== null && box.width >= 200, `${box?.width ?? 0} pixels`);
    const overflow = await tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    assert.equal(overflow, 0);
    await tab.context().close();
  });
}

test('hostile lines stay text, and what they hide is seen', async () => {
  const { tab, complaints } = await page.open('operations?refresh=0&search=hostile');
  const lines = await tab.locator('.lines summary bdi').allTextContents();
  assert.ok(lines.includes(`hostile ${hostileTexts[0] ?? ''}`));
  assert.ok(lines.includes('hostile \\x1b[31mred\\x1b[0m \\x1b]0;owned\\x07'));
  assert.ok(lines.includes('hostile user \\u{202e}gnp.exe\\u{202c} \\u{200b}hidden'));
  for (const summary of await tab.locator('.lines summary').all()) await summary.click();
  assert.equal(await tab.locator('.lines script, .lines img').count(), 0);
  await tab
    .getByRole('button', { name: String.raw`Show only kafkainsight.json.\u{202e}yek one` })
    .first()
    .click();
  await tab.locator('.chip', { hasText: String.raw`kafkainsight.json.\u{202e}yek: one` }).waitFor();
  await settled(tab);
  assert.equal(await tab.locator('.lines-total').textContent(), '3 lines');
  assert.equal(await tab.title(), 'Operations – KafkaInsight');
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('a click on a bar of a time axis shows only its time', async () => {
  const { tab, complaints } = await page.open('operations?refresh=0');
  const bars = await tab.locator('[data-panel="lines-over-time"] .mark-rect.role-mark path').all();
  const boxes = await Promise.all(bars.map((bar) => bar.boundingBox()));
  // a step without lines is a bar of no height
  const [tallest] = boxes.filter((box) => box !== null).toSorted((one, other) => other.height - one.height);
  assert.ok(tallest !== undefined);
  await tab.mouse.click(tallest.x + tallest.width / 2, tallest.y + tallest.height / 2);
  await tab.waitForURL(/range=\d+-\d+/);
  await settled(tab);
  const [, from = '', to = ''] = /range=(\d+)-(\d+)/.exec(tab.url()) ?? [];
  const within = page.story.documents.filter((document) => {
    const millis = Date.parse(String(document['@timestamp']));
    return millis >= Number(from) && millis < Number(to);
  });
  assert.ok(within.length > 0 && within.length < page.story.documents.length / 2);
  assert.equal(
    await tab.locator('[data-panel="lines-count"] strong').textContent(),
    within.length.toLocaleString('en'),
  );
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

test('times are in UTC by choice, in the lines too', async () => {
  const { tab, complaints } = await page.open('lines?refresh=0&order=oldest');
  const first = tab.locator('.lines time').first();
  const local = await first.textContent();
  await tab.getByRole('button', { name: /show times in UTC or in your zone/ }).click();
  await settled(tab);
  assert.equal(await tab.locator('#zone').textContent(), 'Times are shown in UTC');
  const utc = (await first.textContent()) ?? '';
  assert.notEqual(utc, local);
  const earliest = page.story.documents.map((document) => String(document['@timestamp'])).sort()[0] ?? '';
  assert.ok(utc.endsWith(earliest.slice('yyyy-MM-ddT'.length, 'yyyy-MM-ddTHH:mm:ss'.length)), `${utc} of ${earliest}`);
  assert.deepEqual(complaints, []);
  await tab.context().close();
});

/** The pixels that each row of panels leaves free to the right, gaps included; a script, since the page allows no `eval`. */
const FREE_PIXELS = `(() => {
  const end = document.getElementById('dashboard').getBoundingClientRect().right;
  const boxes = [...document.querySelectorAll('.panel')].map((panel) => panel.getBoundingClientRect());
  return [...new Set(boxes.map(({ top }) => top))].map((top) =>
    Math.round(end - Math.max(...boxes.filter((box) => box.top === top).map(({ right }) => right))));
})()`;

/** The controls of the head that are alone in their row without filling it. */
const LONE_CONTROLS = `(() => {
  const tools = document.getElementById('tools');
  const room = tools.getBoundingClientRect().width;
  const controls = [...tools.children].map((control) => ({ control, box: control.getBoundingClientRect() }));
  const shown = controls.filter(({ box }) => box.width > 0);
  return shown
    .filter(({ box }) => shown.filter((other) => other.box.top < box.bottom && box.top < other.box.bottom).length === 1)
    .filter(({ box }) => box.width < room - 1)
    .map(({ control }) => control.textContent);
})()`;

for (const width of [1366, 1024, 390])
  test(`no control of the head is alone in its row, ${width} pixels wide`, async () => {
    for (const range of ['', '&range=1732233600000-1732320000000']) {
      const { tab } = await page.open(`operations?refresh=0${range}`, { width });
      assert.deepEqual(await tab.evaluate(LONE_CONTROLS), []);
      await tab.context().close();
    }
  });

for (const width of [1024, 390])
  test(`panels leave no holes, ${width} pixels wide`, async () => {
    for (const dashboard of pageDashboardsOf(shopSite)) {
      const { tab } = await page.open(`${dashboard.id}?refresh=0`, { width });
      const free = await tab.evaluate<number[]>(FREE_PIXELS);
      assert.ok(free.length > 1 && free.every((pixels) => pixels === 0), `${dashboard.id}: ${free.join()}`);
      await tab.context().close();
    }
  });

test('without any logs, the page says where to begin', async () => {
  const engine = await ownEngine(`empty-${process.pid}`);
  const own = await startPage({ searchEngine: engine });
  const context = await page.browser.newContext();
  try {
    const tab = await context.newPage();
    await tab.goto(`${own.url}/`);
    await settled(tab);
    const said = (await tab.locator('#nothing').textContent()) ?? '';
    assert.match(said, /local\/inbox\/.*kafkainsight detect.*kafkainsight generate/);
  } finally {
    await context.close();
    await own.stop();
    await engine.close();
  }
});

test('dark is another palette, by the system or by choice', async () => {
  const background = 'getComputedStyle(document.body).backgroundColor';
  const light = await page.open('bugs?refresh=0');
  const dark = await page.open('bugs?refresh=0', { dark: true });
  const [lightColour, darkColour] = [await light.tab.evaluate(background), await dark.tab.evaluate(background)];
  assert.notEqual(lightColour, darkColour);
  await light.tab.getByRole('button', { name: /colours as the system/ }).click();
  await light.tab.getByRole('button', { name: /colours as the system/ }).click();
  assert.equal(await light.tab.evaluate(background), darkColour);
  await settled(light.tab);
  assert.deepEqual([...light.complaints, ...dark.complaints], []);
  await light.tab.context().close();
  await dark.tab.context().close();
});

test('times are in the browser’s zone, and the page says so', async () => {
  const { tab } = await page.open('operations?refresh=0');
  assert.match((await tab.locator('#zone').textContent()) ?? '', /Europe\/Zurich \(UTC\+[12]:00\)/);
  await tab.context().close();
});
