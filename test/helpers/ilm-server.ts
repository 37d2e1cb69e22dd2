import * as v from 'valibot';
import { type AnsweringServer, answeringServer, type SeenRequest } from './http-server.ts';

/*
 * The part of index lifecycle management that we use, since the Elasticsearch here lacks its module. Paths and members:
 * elastic/elasticsearch-specification, specification/ilm/{put,get}_lifecycle and specification/indices/{get,put}_settings; the
 * answer's additions: Elasticsearch Guide, "Get lifecycle policy".
 */

const bodySchema = v.strictObject({
  policy: v.strictObject({
    phases: v.strictObject({
      delete: v.strictObject({
        min_age: v.pipe(v.string(), v.regex(/^\d+(?:d|h|m|s|ms)$/)),
        actions: v.strictObject({ delete: v.strictObject({}) }),
      }),
    }),
  }),
});
type Policy = v.InferOutput<typeof bodySchema>['policy'];

/** The server, and what it holds. */
export interface IlmServer extends AnsweringServer {
  readonly policies: Map<string, Policy>;
  /** Name of an index, and the policy that its settings name. */
  readonly indices: Map<string, string | undefined>;
}

export async function ilmServer(): Promise<IlmServer> {
  const policies: IlmServer['policies'] = new Map();
  const indices: IlmServer['indices'] = new Map();

  function answer({ method, path, body }: SeenRequest): readonly [number, object] {
    const url = new URL(path, 'http://127.0.0.1');
    const [first = '', second = '', third = ''] = decodeURIComponent(url.pathname).slice(1).split('/');
    const policy = policies.get(third);
    switch (`${method} ${first} ${second}`) {
      case 'GET _ilm policy':
        return policy === undefined
          ? [404, {}]
          : [200, { [third]: { version: 1, policy: answered(policy), in_use_by: {} } }];
      case 'PUT _ilm policy': {
        const parsed = v.safeParse(bodySchema, JSON.parse(body.toString()));
        if (!parsed.success) return [400, { error: { type: 'x_content_parse_exception' } }];
        policies.set(third, parsed.output.policy);
        return [200, { acknowledged: true }];
      }
    }
    if (second !== '_settings') return [405, {}];
    return method === 'GET' ? [200, settings(first, third)] : put(first.split(','), body);
  }

  function settings(pattern: string, asked: string): object {
    const found = [...indices].filter(([name]) => name.startsWith(pattern.replace(/\*$/, '')));
    const entries = found.map(([name, policy]) => {
      const all = { 'index.uuid': name, ...(policy === undefined ? {} : { 'index.lifecycle.name': policy }) };
      return [
        name,
        { settings: Object.fromEntries(Object.entries(all).filter(([key]) => asked.split(',').includes(key))) },
      ];
    });
    return Object.fromEntries(entries) as object;
  }

  function put(names: readonly string[], body: Buffer): readonly [number, object] {
    const { 'index.lifecycle.name': policy } = v.parse(
      v.strictObject({ 'index.lifecycle.name': v.string() }),
      JSON.parse(body.toString()),
    );
    if (names.some((name) => !indices.has(name))) return [404, { error: { type: 'index_not_found_exception' } }];
    for (const name of names) indices.set(name, policy);
    return [200, { acknowledged: true }];
  }

  const server = await answeringServer((response, request) => {
    const [status, content] = answer(request);
    // the client accepts no server without it
    const headers = {
      'content-type': 'application/vnd.elasticsearch+json;compatible-with=8',
      'x-elastic-product': 'Elasticsearch',
    };
    response.writeHead(status, headers).end(JSON.stringify(content));
  });
  return { ...server, policies, indices };
}

/** A policy as Elasticsearch returns it: with further members in addition to those that it was given. */
function answered({ phases }: Policy): object {
  return { phases: { delete: { ...phases.delete, actions: { delete: { delete_searchable_snapshot: true } } } } };
}
