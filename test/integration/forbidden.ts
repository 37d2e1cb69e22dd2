import assert from 'node:assert/strict';
import type { SearchEngine } from '../../core/ports.ts';

const SECURITY_API = '/_plugins/_security/api';

/** Requests that somebody may not make. */
export type Forbidden = readonly (readonly ['GET' | 'POST' | 'PUT' | 'DELETE', string, object?])[];

/** Asserts that a user may make none of these requests. */
export async function assertForbidden(client: SearchEngine, requests: Forbidden): Promise<void> {
  for (const [method, path, body] of requests) {
    await assert.rejects(client.request(method, path, body), { code: 'SEARCH_FORBIDDEN' }, `${method} ${path}`);
  }
}

/** What none of our roles may do: security, templates, settings, other indices. */
export const foreignTo = (logs: string): Forbidden => [
  ['GET', '/secret/_search'],
  ['GET', '/_search'],
  ['GET', '/_cat/indices'],
  ['GET', `${SECURITY_API}/roles`],
  ['PUT', `${SECURITY_API}/rolesmapping/all_access`, { backend_roles: ['anybody'] }],
  ['PUT', '/_index_template/other', { index_patterns: ['other'] }],
  ['PUT', '/_cluster/settings', { persistent: { 'cluster.routing.allocation.enable': 'all' } }],
  ['PUT', '/other'],
  ['DELETE', '/secret'],
  ['DELETE', `/${logs}`],
  ['PUT', `/${logs}/_mapping`, { properties: { x: { type: 'keyword' } } }],
  ['PUT', `/${logs}/_settings`, { 'index.blocks.write': true }],
  ['POST', `/${logs}/_close`],
];
