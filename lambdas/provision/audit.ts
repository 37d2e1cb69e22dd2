import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { SearchEngine } from '../../core/ports.ts';
import type { Provided } from './outcome.ts';
import type { RoleArns } from './roles.ts';

const AUDIT_API = '/_plugins/_security/api/audit';

const answerSchema = v.object({
  config: v.looseObject({ enabled: v.boolean(), audit: v.record(v.string(), v.unknown()) }),
});

/** What everybody does all day. */
const EVERYDAY = ['AUTHENTICATED', 'GRANTED_PRIVILEGES'];

/**
 * Who was refused, and who changed security settings; no request's body, which may hold log lines (OpenSearch documentation, "Audit logs";
 * Amazon OpenSearch Service Developer Guide, "Monitoring audit logs").
 */
const WANTED = {
  enable_rest: true,
  disabled_rest_categories: EVERYDAY,
  enable_transport: true,
  disabled_transport_categories: EVERYDAY,
  log_request_body: false,
  resolve_bulk_requests: false,
};

/**
 * Switches the audit log on, which publishing it to CloudWatch does not. Where no roles are given there is no security plugin, and nothing
 * is done. Settings of others stay.
 */
export async function provisionAudit(engine: SearchEngine, arns: RoleArns): Promise<Provided> {
  if (Object.keys(arns).length === 0) return [];
  const { config } = v.parse(answerSchema, await engine.request('GET', AUDIT_API));
  const wanted = { ...config, enabled: true, audit: { ...config.audit, ...WANTED } };
  if (isDeepStrictEqual(inOrder(config), inOrder(wanted))) return [['audit log', 'unchanged']];
  await engine.request('PUT', `${AUDIT_API}/config`, wanted);
  return [['audit log', 'updated']];
}

/** The plugin returns the categories in any order. */
function inOrder(config: v.InferOutput<typeof answerSchema>['config']): unknown {
  const audit = Object.entries(config.audit).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(String).sort() : value,
  ]);
  return { ...config, audit: Object.fromEntries(audit) as unknown };
}
