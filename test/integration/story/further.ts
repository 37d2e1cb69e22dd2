/** What the story does not log, and panels ask about: lines that no format reads, durations, countries, services. */
import { LOG_INDEX_PREFIX } from '../../../core/names.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import type { Document } from './story.ts';

const SECOND_NANOS = 1_000_000_000;

/** Indexes a few lines of each kind; `lastMillis` is when they were logged. */
export async function indexFurther(engine: SearchEngine, lastMillis: number): Promise<readonly Document[]> {
  const time = { '@timestamp': new Date(lastMillis).toISOString() };
  const unparsed = { ...time, 'event.dataset': 'unparsed', 'event.kind': 'pipeline_error', 'log.file.path': 'inbox/a' };
  const request = {
    ...time,
    'event.dataset': 'nginx.access',
    'source.address': '192.0.2.77',
    'source.geo.country_iso_code': 'CH',
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'url.path': '/slow',
    'event.duration': 1.5 * SECOND_NANOS,
    'user_agent.device.name': 'Desktop',
  };
  const error = { ...time, 'event.dataset': 'json', 'log.level': 'error', 'service.name': 'shop' };
  const documents: readonly Document[] = [
    ...[unparsed, unparsed, request, request],
    ...['1.1', '1.2'].map((version) => ({ ...error, 'service.version': version })),
  ];
  const actions = documents.map((document, id) => {
    const action = { index: { _index: `${LOG_INDEX_PREFIX}json-2026.11`, _id: `further-${id}` } };
    return `${JSON.stringify(action)}\n${JSON.stringify(document)}\n`;
  });
  await engine.bulk(Buffer.from(actions.join('')), 60_000);
  await engine.request('POST', `/${LOG_INDEX_PREFIX}*/_refresh`);
  return documents;
}
