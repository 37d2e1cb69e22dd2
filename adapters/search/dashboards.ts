import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { KafkaInsightError } from '../../core/errors.ts';
import { counted } from '../../core/wording.ts';
import type { SearchConfiguration } from './configuration.ts';
import type { SearchRequest, SearchResponse, SearchTransport } from './transport.ts';

/** The saved objects of OpenSearch Dashboards or Kibana. Every error is DASHBOARDS_NOT_IMPORTED. */
export interface Dashboards {
  /** The platform whose export files it accepts. */
  readonly platform: 'opensearch' | 'kibana';
  /** The attributes of a saved object of the global tenant, or of Kibana's default space; `undefined` where there is none. */
  attributesOf(type: string, id: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Imports an export file (NDJSON) and overwrites objects with the same ids: all of it, or an error. */
  import(file: string): Promise<void>;
  /** Sets those of the advanced settings that nobody has set; returns whether there were any. */
  setUnset(settings: Readonly<Record<string, string>>): Promise<boolean>;
  close(): Promise<void>;
}

const REQUEST_TIMEOUT_MILLIS = 60_000;

/**
 * `osd-xsrf`: OpenSearch Dashboards refuses writing requests without it (opensearch-project/OpenSearch-Dashboards,
 * src/core/server/http/lifecycle_handlers.ts). `securitytenant`: whose objects they are (OpenSearch documentation, "Multi-tenancy").
 */
const OPENSEARCH_HEADERS = { 'osd-xsrf': 'true', securitytenant: 'global' };
/** Kibana's documentation, "Import saved objects": the path, the query and the answer are the same. */
const KIBANA_HEADERS = { 'kbn-xsrf': 'true' };

/** `GET /api/opensearch-dashboards/settings`, `GET /api/kibana/settings`: what somebody has set has a `userValue`. */
const settingsSchema = v.object({ settings: v.record(v.string(), v.looseObject({})) });
const objectSchema = v.object({ attributes: v.record(v.string(), v.unknown()) });
/** The response to an import (src/core/server/saved_objects/import/types.ts): 200 even where objects were refused. */
const importSchema = v.object({
  success: v.boolean(),
  successCount: v.number(),
  errors: v.optional(
    v.array(v.object({ type: v.string(), id: v.string(), error: v.object({ type: v.string() }) })),
    [],
  ),
});

/**
 * OpenSearch Dashboards, or Kibana where the engine is Elasticsearch, over HTTP, with the authentication of the search engine's client,
 * which is loaded at the first request.
 *
 * @param url where its API is, e.g. `https://search-….es.amazonaws.com/_dashboards` or `https://localhost:5601`
 */
export function createDashboards(search: SearchConfiguration, url: string): Dashboards {
  const { origin, pathname } = new URL(url);
  const api = `${pathname.replace(/\/$/, '')}/api`;
  const base = `${api}/saved_objects`;
  const platform = search.engine === 'elasticsearch' ? 'kibana' : 'opensearch';
  const settingsPath = `${api}/${platform === 'kibana' ? 'kibana' : 'opensearch-dashboards'}/settings`;
  const ownHeaders = platform === 'kibana' ? KIBANA_HEADERS : OPENSEARCH_HEADERS;
  let transport: Promise<SearchTransport> | undefined;

  async function send(request: Omit<SearchRequest, 'timeoutMillis'>): Promise<SearchResponse> {
    const headers = { ...ownHeaders, ...request.headers };
    // for Kibana too: Elasticsearch's client talks only to Elasticsearch
    transport ??= import('./opensearch.ts').then((client) => client.openSearchTransport({ ...search, url: origin }));
    try {
      return await (await transport).send({ ...request, headers, timeoutMillis: REQUEST_TIMEOUT_MILLIS });
    } catch (error) {
      throw notImported(platform, `${request.method} ${origin}${request.path}`, String(error), error);
    }
  }

  return {
    platform,
    async attributesOf(type, id) {
      const path = `${base}/${type}/${id}`;
      const { status, body } = await send({ method: 'GET', path });
      if (status === 404) return undefined;
      const answer = v.safeParse(objectSchema, body);
      if (status !== 200 || !answer.success) throw notImported(platform, `GET ${origin}${path}`, `HTTP ${status}`);
      return answer.output.attributes;
    },
    async import(file) {
      const path = `${base}/_import?overwrite=true`;
      const boundary = randomUUID();
      const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
      const { status, body } = await send({ method: 'POST', path, headers, bulkBody: multipart(boundary, file) });
      const answer = v.safeParse(importSchema, body);
      if (status !== 200 || !answer.success) throw notImported(platform, `POST ${origin}${path}`, `HTTP ${status}`);
      const { success, errors } = answer.output;
      if (success) return;
      const list = errors.map(({ type, id, error }) => `${type} ${id}: ${error.type}`).join('; ');
      throw notImported(platform, `POST ${origin}${path}`, `refused: ${counted(errors.length, 'object')} (${list})`);
    },
    async setUnset(settings) {
      const found = await send({ method: 'GET', path: settingsPath });
      const answer = v.safeParse(settingsSchema, found.body);
      if (found.status !== 200 || !answer.success)
        throw notSet(platform, `GET ${origin}${settingsPath}`, `HTTP ${found.status}`);
      const unset = unsetOf(settings, answer.output.settings);
      if (unset.length === 0) return false;
      const { status } = await send({
        method: 'POST',
        path: settingsPath,
        body: { changes: Object.fromEntries(unset) },
      });
      if (status !== 200) throw notSet(platform, `POST ${origin}${settingsPath}`, `HTTP ${status}`);
      return true;
    },
    async close() {
      await (await transport)?.close();
    },
  };
}

/** One part named `file` (RFC 7578), whose file name has to end in `.ndjson`. */
function multipart(boundary: string, file: string): Buffer {
  return Buffer.from(
    `--${boundary}\r\n` +
      'Content-Disposition: form-data; name="file"; filename="kafkainsight.ndjson"\r\n' +
      `Content-Type: application/ndjson\r\n\r\n${file}\r\n--${boundary}--\r\n`,
  );
}

function unsetOf(
  settings: Readonly<Record<string, string>>,
  known: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): [string, string][] {
  return Object.entries(settings).filter(([name]) => known[name]?.['userValue'] === undefined);
}

function notSet(platform: Dashboards['platform'], doing: string, got: string): KafkaInsightError {
  const product = platform === 'kibana' ? 'Kibana' : 'OpenSearch Dashboards';
  return new KafkaInsightError(
    'DASHBOARDS_NOT_IMPORTED',
    `The time range that dashboards begin with was not set: ${doing} failed: ${got}. ` +
      `Everything else works: choose a range on the dashboard, or "Time filter defaults" in the advanced settings of ${product}.`,
  );
}

function notImported(platform: Dashboards['platform'], doing: string, got: string, cause?: unknown): KafkaInsightError {
  return new KafkaInsightError(
    'DASHBOARDS_NOT_IMPORTED',
    `The dashboards were not imported: ${doing} failed: ${got}. ` +
      `Import dashboards/${platform}/kafkainsight.ndjson by hand: docs/deployment.md, "Sign in to the dashboards".`,
    { cause },
  );
}
