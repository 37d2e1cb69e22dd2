import type { ServerResponse } from 'node:http';
import * as v from 'valibot';
import { type AnsweringServer, answeringServer, type SeenRequest } from './http-server.ts';

/*
 * The part of Index State Management that we use, since no distribution that runs here has the plugin. Paths, members and statuses:
 * opensearch-project/opensearch-api-specification (fbe9edeb), spec/namespaces/ism.yaml, spec/schemas/ism._common.yaml and
 * tests/default/ism/*.yaml; what is rejected, and how: the OpenSearch documentation, "ISM API" and "Policies".
 */

const timeValue = v.pipe(v.string(), v.regex(/^\d+(?:d|h|m|s|ms)$/));
const policySchema = v.strictObject({
  description: v.string(),
  default_state: v.string(),
  states: v.pipe(
    v.array(
      v.strictObject({
        name: v.string(),
        actions: v.array(v.strictObject({ delete: v.strictObject({}) })),
        transitions: v.array(
          v.strictObject({ state_name: v.string(), conditions: v.strictObject({ min_index_age: timeValue }) }),
        ),
      }),
    ),
    v.minLength(1),
  ),
  ism_template: v.array(
    v.strictObject({ index_patterns: v.array(v.string()), priority: v.pipe(v.number(), v.minValue(0)) }),
  ),
});
type Policy = v.InferOutput<typeof policySchema>;

/** An index and what its job knows. */
interface ManagedIndex {
  policyId?: string;
  /** As the job goes by it; absent until its first run. */
  policy?: object;
  closed?: boolean;
}

/** The server, and what it holds. */
export interface IsmServer extends AnsweringServer {
  readonly policies: Map<string, { readonly seqNo: number; readonly policy: Policy }>;
  readonly indices: Map<string, ManagedIndex>;
  /** Plays what happens every few minutes: each job adopts the newest version of its policy, if it has none or was requested to. */
  runJobs(): void;
}

const API = '/_plugins/_ism/';
/** `http.max_initial_line_length` (OpenSearch documentation, "Network settings"). */
const MAX_LINE_BYTES = 4096;
const PRIMARY_TERM = 1;

export async function ismServer(): Promise<IsmServer> {
  const policies: IsmServer['policies'] = new Map();
  const indices: IsmServer['indices'] = new Map();
  const told = new Set<string>();
  let seqNo = 0;

  function putPolicy(id: string, query: URLSearchParams, body: Buffer): Answer {
    const parsed = v.safeParse(v.strictObject({ policy: policySchema }), JSON.parse(body.toString()));
    if (!parsed.success) return problem(400, 'parsing_exception', v.flatten(parsed.issues));
    const { policy } = parsed.output;
    const states = policy.states.map(({ name }) => name);
    const named = [
      policy.default_state,
      ...policy.states.flatMap((state) => state.transitions.map((to) => to.state_name)),
    ];
    if (named.some((name) => !states.includes(name)))
      return problem(400, 'illegal_argument_exception', 'unknown state');
    const existing = policies.get(id);
    const expected = query.has('if_seq_no') ? `${query.get('if_seq_no')} ${query.get('if_primary_term')}` : undefined;
    if (expected !== (existing && `${existing.seqNo} ${PRIMARY_TERM}`)) {
      return problem(409, 'version_conflict_engine_exception', `[${id}]: version conflict`);
    }
    seqNo += 1;
    policies.set(id, { seqNo, policy });
    return [existing === undefined ? 201 : 200, { ...metadata(id, seqNo), policy: { policy: answered(id, policy) } }];
  }

  function change(action: string, names: readonly string[], body: Buffer): Answer {
    const { policy_id: id } = v.parse(v.strictObject({ policy_id: v.string() }), JSON.parse(body.toString()));
    if (!policies.has(id)) return problem(404, 'status_exception', `Could not find policy=${id}`);
    const missing = names.find((name) => !indices.has(name));
    if (missing !== undefined) return problem(404, 'index_not_found_exception', `no such index [${missing}]`);
    const failed = names.flatMap((name) => {
      const index = indices.get(name);
      const reason = index && whyNot(action, index);
      if (reason !== undefined) return [{ index_name: name, index_uuid: name, reason }];
      if (index !== undefined) index.policyId = id;
      told.add(name);
      return [];
    });
    return [
      200,
      { updated_indices: names.length - failed.length, failures: failed.length > 0, failed_indices: failed },
    ];
  }

  function explain(pattern: string): Answer {
    const prefix = pattern.replace(/\*$/, '');
    const found = [...indices].filter(([name]) => name.startsWith(prefix));
    const entries = found.map(([name, { policyId = null, policy }]) => [
      name,
      {
        'index.plugins.index_state_management.policy_id': policyId,
        'index.opendistro.index_state_management.policy_id': policyId,
        ...(policyId === null ? {} : { index: name, policy_id: policyId, policy: policy ?? null }),
        enabled: policyId === null ? null : true,
      },
    ]);
    const managed = found.filter(([, { policyId }]) => policyId !== undefined).length;
    return [200, { ...Object.fromEntries(entries), total_managed_indices: managed }];
  }

  function answer({ method, path, headers, body }: SeenRequest): Answer {
    if (Buffer.byteLength(`${method} ${path} HTTP/1.1`) > MAX_LINE_BYTES) {
      return problem(400, 'too_long_http_line_exception', 'An HTTP line is larger than 4096 bytes.');
    }
    const url = new URL(path, 'http://127.0.0.1');
    if (!url.pathname.startsWith(API)) return problem(400, 'illegal_argument_exception', 'no handler found');
    const [what = '', name = ''] = decodeURIComponent(url.pathname.slice(API.length)).split('/');
    if (method !== 'GET' && headers['content-type'] !== 'application/json') {
      return problem(406, 'media_type_header_exception', 'Content-Type header is not supported');
    }
    const stored = policies.get(name);
    switch (`${method} ${what}`) {
      case 'GET policies':
        if (stored === undefined) return problem(404, 'status_exception', 'Policy not found');
        return [200, { ...metadata(name, stored.seqNo), policy: answered(name, stored.policy) }];
      case 'PUT policies':
        return putPolicy(name, url.searchParams, body);
      case 'GET explain':
        return url.searchParams.get('show_policy') === 'true'
          ? explain(name)
          : problem(400, 'x', 'show_policy is wanted');
      case 'POST add':
      case 'POST change_policy':
        return change(what, name.split(','), body);
      default:
        return problem(405, 'method_not_allowed', `${method} ${path}`);
    }
  }

  const server = await answeringServer((response, request) => {
    respond(response, answer(request));
  });
  const runJobs = (): void => {
    for (const [name, index] of indices) {
      const policy = policies.get(index.policyId ?? '')?.policy;
      if (index.policyId !== undefined && policy && (index.policy === undefined || told.has(name))) {
        index.policy = answered(index.policyId, policy);
      }
    }
    told.clear();
  };
  return { ...server, policies, indices, runJobs };
}

type Answer = readonly [status: number, body: object];

function problem(status: number, type: string, reason: unknown): Answer {
  return [status, { error: { type, reason: JSON.stringify(reason) }, status }];
}

function respond(response: ServerResponse, [status, body]: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Why a request is rejected for an index, in the plugin's words (opensearch-project/index-management, TransportAddPolicyAction.kt). */
function whyNot(action: string, { closed, policyId }: ManagedIndex): string | undefined {
  if (closed === true) return 'This index is closed';
  if (action === 'add') {
    return policyId === undefined
      ? undefined
      : 'This index already has a policy, use the update policy API to update index policies';
  }
  return policyId === undefined ? 'This index is not being managed' : undefined;
}

function metadata(id: string, seqNo: number): object {
  return { _id: id, _version: seqNo, _seq_no: seqNo, _primary_term: PRIMARY_TERM };
}

/** A policy as the plugin returns it: with further members in addition to those that it was given. */
function answered(id: string, policy: Policy): object {
  const retry = { count: 3, backoff: 'exponential', delay: '1m' };
  return {
    ...policy,
    policy_id: id,
    last_updated_time: 1_577_990_934_044,
    schema_version: 21,
    error_notification: null,
    states: policy.states.map((state) => ({
      ...state,
      actions: state.actions.map((action) => ({ retry, ...action })),
    })),
    ism_template: policy.ism_template.map((template) => ({ ...template, last_updated_time: 1_577_990_934_044 })),
  };
}
