import { networkFile } from '../../adapters/networks/network-file.ts';
import { networkTableLoader } from '../../adapters/networks/network-table.ts';
import { SHOP_SITE_FILE } from '../../cli/targets/locations.ts';
import { copyOf, createDocumentBuilder } from '../../core/documents/documents.ts';
import { documentId } from '../../core/files/file-id.ts';
import { type StoryFormat, storyFormats } from '../../core/format-table.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { readEnvelope } from '../../core/records/envelope.ts';
import { bulkBody } from '../../core/search/bulk.ts';
import { logIndex } from '../../core/search/derived-source.ts';
import type { Site } from '../../core/site/site.ts';
import { createRenderer } from '../../generator/renderer.ts';
import { scenarioNames } from '../../generator/scenarios/names.ts';
import { createStory } from '../../generator/story.ts';
import { readSiteFile } from '../../local/runner/site-file.ts';
import { showProgress } from './rounds.ts';

/** Two weeks, with everything that can happen in them. */
const toMillis = Date.UTC(2026, 10, 23);
export const STORY_SPAN = { fromMillis: toMillis - 14 * 86_400_000, toMillis } as const;
const BULK_DOCUMENTS = 5000;
const REQUEST_MILLIS = 120_000;
const scheme = { period: 'month', retentionDays: 365 } as const;

/** The site of the shop that the story is of. */
export function siteOfShop(): Site {
  const site = readSiteFile(SHOP_SITE_FILE, true);
  if (site === undefined) throw new Error('The site of the generated shop is missing.');
  return site;
}

/** A file that grows line by line: each of its lines becomes a document as the pipeline makes it, with its index and id. */
type Writer = (line: string) => Buffer;

/** Indexes a story of so many lines, as the pipeline would, and makes it searchable. */
export async function indexLongStory(engine: SearchEngine, lines: number): Promise<void> {
  const plan = { seed: 1, chapter: 0, lines, formats: storyFormats, scenarios: scenarioNames, ...STORY_SPAN };
  const render = createRenderer();
  const writers = new Map<StoryFormat, Writer>();
  const site = siteOfShop();
  let [bulk, waiting]: [Buffer[], Promise<void>] = [[], Promise.resolve()];
  let indexed = 0;
  const flush = async (): Promise<void> => {
    const full = bulk;
    bulk = [];
    await waiting;
    indexed += full.length;
    showProgress(`${indexed} of ${lines} documents`);
    waiting = send(engine, full);
  };
  for (const events of createStory(plan).seconds) {
    for (const event of events) {
      const write = writers.get(event.format) ?? createWriter(event.format, site);
      writers.set(event.format, write);
      bulk.push(write(render(event)));
    }
    if (bulk.length >= BULK_DOCUMENTS) await flush();
  }
  await flush();
  await waiting;
  showProgress('');
  await engine.request('POST', '/kafkainsight-logs-*/_refresh');
}

function createWriter(format: StoryFormat, site: Site): Writer {
  const fileId = format.padEnd(20, '0').slice(0, 20).replaceAll('_', '0');
  const builder = createDocumentBuilder(
    {
      fileId,
      path: `inbox/${format}.log`,
      version: toMillis,
      modifiedMillis: toMillis - 1,
      ingestedMillis: toMillis,
      format,
      source: { prefix: '' },
    },
    { keepOriginal: 'failed', userAgentDetails: true, site, networks: networkTableLoader(networkFile()) },
  );
  let offset = 0;
  return (line) => {
    const bytes = Buffer.from(line);
    const value = copyOf(builder.build({ bytes, start: 0, end: bytes.length, offset, lengthBytes: bytes.length }));
    const envelope = readEnvelope(value);
    if (envelope === undefined) throw new Error('A document has no index.');
    const [index, id] = [logIndex(envelope, scheme), documentId(fileId, offset)];
    offset += bytes.length + 1;
    return bulkBody([{ index, id, operation: 'index', source: value, unsent: envelope.unindexed }]);
  };
}

async function send(engine: SearchEngine, documents: readonly Buffer[]): Promise<void> {
  if (documents.length === 0) return;
  const items = await engine.bulk(Buffer.concat(documents), REQUEST_MILLIS);
  if (items.some(({ status }) => status >= 300)) throw new Error('The search engine refused a document.');
}
