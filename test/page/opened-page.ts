/** The local page in a real browser over the real OpenSearch, with a story, operations, findings, visits and hostile lines. */
import type { Browser, Page as Tab } from 'playwright-core';
import type { SearchEngine } from '../../core/ports.ts';
import { launchChromium } from '../../local/page/chromium.ts';
import { settled } from '../../local/page/first-start.ts';
import { startPage } from '../../local/page/server.ts';
import { shopSite } from '../helpers/shop-site.ts';
import { ownEngine } from '../integration/story/engine.ts';
import { indexFindings } from '../integration/story/findings.ts';
import { indexOperations } from '../integration/story/operations.ts';
import { type Document, type IndexedStory, indexStory } from '../integration/story/story.ts';
import { indexVisits } from '../integration/story/visits.ts';

/** Lines that an attacker could write: markup, an ANSI escape that hides text, marks that reverse it. */
export const hostileTexts = [
  '<script>document.title = "owned"</script><img src=x onerror="document.title = \'owned\'">',
  '\u001b[31mred\u001b[0m \u001b]0;owned\u0007',
  'user \u202egnp.exe\u202c \u200bhidden',
];

/** So is the name of a field. */
const HOSTILE_KEY = '\u202eyek';

interface Look {
  readonly width?: number;
  readonly dark?: boolean;
}

interface Seen {
  readonly tab: Tab;
  /** Messages of the console, errors of the page, requests to anywhere else. */
  readonly complaints: string[];
}

export interface OpenedPage {
  readonly engine: SearchEngine;
  readonly story: IndexedStory;
  readonly visits: readonly Document[];
  readonly browser: Browser;
  /** Opens a view, and waits until it is shown. */
  open(address: string, look?: Look): Promise<Seen>;
  close(): Promise<void>;
}

/** Fills a separate engine, and serves the page over it. @param name of the test, in the names of its indices */
export async function openPage(name: string): Promise<OpenedPage> {
  const engine = await ownEngine(`${name}-${process.pid}`);
  const story = await indexStory(engine, { lines: 6000 });
  await indexOperations(engine, story.toMillis - 1);
  await indexFindings(engine, story.toMillis - 1);
  await indexHostileLines(engine, story);
  const visits = await indexVisits(engine, shopSite);
  const page = await startPage({ searchEngine: engine, site: shopSite });
  // last: a browser that nobody closes would keep the test running
  const browser = await launchChromium();
  return {
    engine,
    story,
    visits,
    browser,
    async open(address, { width = 1400, dark = false } = {}) {
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme: dark ? 'dark' : 'light',
        timezoneId: 'Europe/Zurich',
      });
      const tab = await context.newPage();
      const complaints: string[] = [];
      tab.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
      tab.on('pageerror', (error) => complaints.push(error.message));
      tab.on('request', (request) => {
        if (!request.url().startsWith(page.url)) complaints.push(`request to ${request.url()}`);
      });
      await tab.goto(`${page.url}/#/${address}`);
      await settled(tab);
      return { tab, complaints };
    },
    async close() {
      await page.stop();
      await browser.close();
      await engine.close();
    },
  };
}

async function indexHostileLines(engine: SearchEngine, story: IndexedStory): Promise<void> {
  const actions = hostileTexts.map((text, index) => {
    const document = {
      '@timestamp': new Date(story.toMillis - 1000 - index).toISOString(),
      'event.dataset': 'text',
      message: `hostile ${text}`,
      'user.name': text,
      'kafkainsight.json': { session_id: 's-1', [HOSTILE_KEY]: 'one' },
    };
    const action = { index: { _index: 'kafkainsight-logs-_text-2026.11', _id: `hostile-${index}` } };
    return `${JSON.stringify(action)}\n${JSON.stringify(document)}\n`;
  });
  await engine.bulk(Buffer.from(actions.join('')), 60_000);
  await engine.request('POST', '/kafkainsight-logs-*/_refresh');
}
