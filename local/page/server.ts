import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance } from 'fastify';
import { isTransient, KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import type { Site } from '../../core/site/site.ts';
import type { RawLineBucket } from '../raw-line/read-raw-line.ts';
import { answerExtent, answerPanel, answerReach, answerSearch, answerValues } from './answers.ts';
import { bundlePage } from './bundle.ts';
import { pageDashboardsOf } from './dashboards.ts';
import { exportLines, mediaTypes } from './export.ts';
import { answerFindings } from './line-findings.ts';
import { answerLines, answerNeighbours, answerTail } from './lines.ts';
import type { ExtentAnswer, SiteAnswer } from './protocol.ts';
import { answerRawLine } from './raw-line.ts';
import { answerReport } from './reports/reports.ts';
import { behindKey, protect } from './security.ts';
import { answerUncounted } from './uncounted.ts';

/** Options of the page. */
export interface PageOptions {
  /** Only searched, never written. */
  readonly searchEngine: SearchEngine;
  /** What dashboards know about the site; absent where nothing is known of it. */
  readonly site?: Site | undefined;
  /** Where raw lines are read, and nothing else. Default: none, and the page offers none. */
  readonly bucket?: RawLineBucket | undefined;
  /** The same while there is nothing but the story of a first start, or nothing at all. */
  readonly storySite?: Site | undefined;
  /** Default: a free one. */
  readonly port?: number;
}

/** A page that is being served. */
export interface RunningPage {
  /** `http://127.0.0.1:<port>/<key>`: whoever knows it may read. The key is new at each start. */
  readonly url: string;
  stop(): Promise<void>;
}

const MAX_REQUEST_BYTES = 128 * 1024;
/** Percent-encoded, a question is up to three times as long. */
const MAX_ADDRESS_BYTES = 3 * MAX_REQUEST_BYTES;
const KEY_BYTES = 16;

/**
 * Serves the dashboards on 127.0.0.1 until stopped, below a random path, since every account on the machine can reach the port. It reads
 * only what its panels need from the search engine.
 *
 * @throws KafkaInsightError PORT_TAKEN, ENGINE_FAILED
 */
export async function startPage({ searchEngine, port = 0, ...others }: PageOptions): Promise<RunningPage> {
  const key = randomBytes(KEY_BYTES).toString('base64url');
  const server = fastify({
    bodyLimit: MAX_REQUEST_BYTES,
    forceCloseConnections: true,
    http: { maxHeaderSize: MAX_ADDRESS_BYTES },
    rewriteUrl: ({ url = '' }) => behindKey(url, key),
  });
  server.addHook('onRequest', protect);
  server.setErrorHandler((error, _request, reply) => reply.code(statusOf(error)).send(messageOf(error)));
  addQuestions(server, searchEngine, others);
  const script = await bundlePage();
  server.get('/page.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(script));
  await server.register(fastifyStatic, {
    root: fileURLToPath(new URL('assets/', import.meta.url)),
    cacheControl: false,
  });
  try {
    const address = await server.listen({ host: '127.0.0.1', port });
    return { url: `${address}/${key}`, stop: () => server.close() };
  } catch (cause) {
    await server.close();
    throw new KafkaInsightError(
      'PORT_TAKEN',
      `The dashboards page cannot listen on 127.0.0.1:${port}: another program uses it. Stop that program, or choose another port.`,
      { cause },
    );
  }
}

function addQuestions(
  server: FastifyInstance,
  engine: SearchEngine,
  { site, storySite, bucket }: Pick<PageOptions, 'site' | 'storySite' | 'bucket'>,
): void {
  const [ofReader, ofStory] = [pageDashboardsOf(site), pageDashboardsOf(site ?? storySite)];
  let hasOwnLogs = false;
  const answerOwnExtent = async (): Promise<ExtentAnswer> => {
    const answer = await answerExtent(engine);
    ({ hasOwnLogs } = answer);
    return answer;
  };
  const page = {
    engine,
    get dashboards() {
      return hasOwnLogs ? ofReader : ofStory;
    },
  };
  const hasBucket = bucket !== undefined;
  server.post('/api/site', async (): Promise<SiteAnswer> => {
    if (site !== undefined) return { site, hasBucket };
    if (storySite === undefined || (await answerOwnExtent()).hasOwnLogs) return { hasBucket };
    return { site: storySite, isOfStory: true, hasBucket };
  });
  server.post('/api/panel', ({ body }) => answerPanel(page, body));
  server.post('/api/report', ({ body }) => answerReport(page, body));
  server.post('/api/lines', ({ body }) => answerLines(page, body));
  server.post('/api/tail', ({ body }) => answerTail(page, body, Date.now()));
  server.post('/api/neighbours', ({ body }) => answerNeighbours(engine, body));
  server.post('/api/findings', ({ body }) => answerFindings(engine, body));
  server.post('/api/search', ({ body }) => answerSearch(engine, body));
  server.post('/api/reach', ({ body }) => answerReach(page, body));
  server.post('/api/values', ({ body }) => answerValues(engine, body));
  server.post('/api/extent', answerOwnExtent);
  server.post('/api/uncounted', () => answerUncounted(engine));
  if (bucket !== undefined)
    server.post('/api/raw-line', async ({ body }, reply) =>
      reply.type('application/x-ndjson; charset=utf-8').send(Readable.from(await answerRawLine(engine, bucket, body))),
    );
  // a download is a link: its question is in the address
  server.get<{ Querystring: { question?: unknown } }>('/api/export', async ({ query }, reply) => {
    const { format, pieces } = await exportLines(page, query.question);
    return reply
      .type(mediaTypes[format])
      .header('content-disposition', `attachment; filename="kafkainsight-lines.${format}"`)
      .send(Readable.from(pieces));
  });
}

function statusOf(error: unknown): number {
  if (error instanceof KafkaInsightError) {
    if (isTransient(error.code)) return 503;
    return error.code === 'USAGE_INVALID' ? 400 : 502;
  }
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : 500;
}

/** The page shows this to the reader, who runs the server: so the message need not hide anything. */
function messageOf(error: unknown): { code: string; message: string } {
  if (error instanceof KafkaInsightError) return { code: error.code, message: error.message };
  return { code: 'REQUEST_FAILED', message: error instanceof Error ? error.message : 'The request failed.' };
}
