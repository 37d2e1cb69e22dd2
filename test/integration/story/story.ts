/**
 * A generated story in a search engine, as the pipeline would index it: rendered, built into documents, indexed under the pipeline's ids
 * and indices. Tests of dashboards compute from the documents what the panels must show.
 */
import assert from 'node:assert/strict';
import { LINE_FEED } from '../../../core/bytes/ascii.ts';
import { copyOf, createDocumentBuilder } from '../../../core/documents/documents.ts';
import { documentId, fileId } from '../../../core/files/file-id.ts';
import { type FormatName, type StoryFormat, storyFormats } from '../../../core/format-table.ts';
import type { NetworkTable } from '../../../core/networks/network-table.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { readEnvelope } from '../../../core/records/envelope.ts';
import { bulkBody, type IndexDocument } from '../../../core/search/bulk.ts';
import { logIndex } from '../../../core/search/derived-source.ts';
import type { Label } from '../../../generator/labels.ts';
import { createRenderer } from '../../../generator/renderer.ts';
import { type ScenarioName, scenarioNames } from '../../../generator/scenarios/names.ts';
import { createStory } from '../../../generator/story.ts';
import { shopSite } from '../../helpers/shop-site.ts';

/** A document as the engine's `_source` has it. */
export type Document = Readonly<Record<string, unknown>>;

export interface StoryRequest {
  readonly lines: number;
  readonly seed?: number;
  readonly scenarios?: readonly ScenarioName[];
  /** Epoch milliseconds, whole seconds. Default: three days that end with 22 November 2026. */
  readonly fromMillis?: number;
  readonly toMillis?: number;
}

/** A story that has been indexed. */
export interface IndexedStory {
  readonly fromMillis: number;
  readonly toMillis: number;
  readonly labels: readonly Label[];
  readonly documents: readonly Document[];
  /** The line of each document. */
  readonly lines: readonly string[];
}

const DAY_MILLIS = 86_400_000;
/** The end of a story where none is said, epoch milliseconds. */
export const STORY_END_MILLIS = Date.UTC(2026, 10, 23);
const BULK_DOCUMENTS = 5000;
const scheme = { period: 'month', retentionDays: 365 } as const;

/** Generates a story, indexes it, and makes it searchable. */
export async function indexStory(engine: SearchEngine, request: StoryRequest): Promise<IndexedStory> {
  const { story, fromMillis, toMillis } = tell(request);
  const files = renderFiles(story.seconds);
  const documents: Document[] = [];
  const lines: string[] = [];
  for (const [format, bytes] of files) {
    // a line without a readable time gets the file's: it still belongs to the story
    const built = [...buildDocuments(format, bytes, toMillis - 1)];
    documents.push(...built.map(({ value }) => parseDocument(value)));
    lines.push(...bytes.toString().split('\n').slice(0, -1));
    for (let start = 0; start < built.length; start += BULK_DOCUMENTS)
      await indexDocuments(engine, built.slice(start, start + BULK_DOCUMENTS));
  }
  await engine.request('POST', '/kafkainsight-logs-*/_refresh');
  return { fromMillis, toMillis, labels: story.labels, documents, lines };
}

function tell(request: StoryRequest): {
  readonly story: ReturnType<typeof createStory>;
  readonly fromMillis: number;
  readonly toMillis: number;
} {
  const { lines, seed = 1, scenarios = scenarioNames, toMillis = STORY_END_MILLIS } = request;
  const fromMillis = request.fromMillis ?? toMillis - 3 * DAY_MILLIS;
  const story = createStory({ seed, lines, formats: storyFormats, scenarios, fromMillis, toMillis, chapter: 0 });
  return { story, fromMillis, toMillis };
}

/** The files of a story, not indexed. */
export function renderStory(request: StoryRequest): Map<StoryFormat, Buffer> {
  return renderFiles(tell(request).story.seconds);
}

function renderFiles(seconds: ReturnType<typeof createStory>['seconds']): Map<StoryFormat, Buffer> {
  const render = createRenderer();
  const files = new Map<StoryFormat, string[]>();
  for (const events of seconds) {
    for (const event of events) {
      const lines = files.get(event.format) ?? [];
      files.set(event.format, lines);
      lines.push(`${render(event)}\n`);
    }
  }
  return new Map([...files].map(([format, lines]) => [format, Buffer.from(lines.join(''))]));
}

/** A document, and what it is named. */
export interface Built {
  readonly id: string;
  readonly value: Buffer;
  readonly timeMillis: number;
}

/** What else is known of a file. */
interface FileKnowledge {
  /** What is known of networks. Default: nothing. */
  readonly networks?: () => NetworkTable;
  /** The time of a line without any. Default: that of the file's modification. */
  readonly untimedMillis?: number;
}

/** The documents of a file's lines. */
export function* buildDocuments(
  format: FormatName,
  bytes: Buffer,
  modifiedMillis: number,
  { networks, untimedMillis }: FileKnowledge = {},
): Generator<Built> {
  const path = `${format}.log`;
  const id = fileId('story', path, bytes);
  const source = { prefix: '' };
  const origin = {
    fileId: id,
    path,
    version: modifiedMillis,
    modifiedMillis,
    untimedMillis,
    format,
    source,
    ingestedMillis: modifiedMillis,
  };
  const builder = createDocumentBuilder(origin, {
    keepOriginal: 'failed',
    userAgentDetails: true,
    site: shopSite,
    ...(networks && { networks }),
  });
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(LINE_FEED, start);
    const built = builder.build({ bytes, start, end, offset: start, lengthBytes: end - start });
    yield { id: documentId(id, start), value: copyOf(built), timeMillis: built.timeMillis };
    start = end + 1;
  }
}

/** Indexes documents. */
export async function indexDocuments(engine: SearchEngine, built: readonly Built[]): Promise<void> {
  const documents = built.map(({ id, value }): IndexDocument => {
    const envelope = readEnvelope(value) ?? assert.fail();
    const index = logIndex(envelope, scheme);
    return { index, id, operation: 'index', source: value, unsent: envelope.unindexed };
  });
  const results = await engine.bulk(bulkBody(documents), 60_000);
  const failed = results.find(({ status }) => status >= 300);
  if (failed !== undefined) throw new Error(`A document was refused: ${JSON.stringify(failed)}`);
}

function parseDocument(value: Buffer): Document {
  return JSON.parse(value.toString()) as Document;
}
