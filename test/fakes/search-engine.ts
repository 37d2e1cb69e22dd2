import type { BulkItemResult, SearchEngine, SearchEngineKind } from '../../core/ports.ts';

/** An item of a bulk request as the fake read it. */
interface BulkItem {
  /** `create` rejects an existing id. */
  readonly operation: 'index' | 'create';
  readonly index: string;
  readonly id: string;
  /** `external_gte`: a document of a greater version is not overwritten. */
  readonly version: number | undefined;
  /** Bytes of the source line. */
  readonly source: Buffer;
}

/** A search engine in memory: bulk `index` and `create` operations, documents by id, empty indices, and index templates. */
export interface MemorySearchEngine extends SearchEngine {
  /** Index, then id, then the document. */
  readonly indices: Map<string, Map<string, unknown>>;
  /** Bodies of `PUT /_index_template/<name>` by name. */
  readonly templates: Map<string, object>;
  /** Bytes of each bulk body, in order, including failed ones. */
  readonly bulkBytes: number[];
  closed: boolean;
}

export interface MemorySearchEngineOptions {
  readonly kind?: SearchEngineKind;
  /** Asked before each bulk request (0, 1, …): an error makes it fail as a whole. */
  readonly failure?: (request: number, body: Buffer) => Error | undefined;
  /** Asked for each item: a result with an error keeps it from being indexed. */
  readonly itemFailure?: (item: BulkItem) => BulkItemResult | undefined;
}

export function memorySearchEngine(options: MemorySearchEngineOptions = {}): MemorySearchEngine {
  const indices = new Map<string, Map<string, unknown>>();
  const templates = new Map<string, object>();
  const versions = new Map<string, number>();

  function index(item: BulkItem): BulkItemResult {
    const failed = options.itemFailure?.(item);
    if (failed !== undefined) return failed;
    const documents = indices.get(item.index) ?? new Map<string, unknown>();
    indices.set(item.index, documents);
    const status = documents.has(item.id) ? 200 : 201;
    const place = `${item.index}/${item.id}`;
    const isOlder = item.version !== undefined && item.version < (versions.get(place) ?? 0);
    if (status === 200 && (item.operation === 'create' || isOlder)) {
      return { status: 409, errorType: 'version_conflict_engine_exception', errorReason: 'document already exists' };
    }
    try {
      documents.set(item.id, JSON.parse(item.source.toString()));
      if (item.version !== undefined) versions.set(place, item.version);
    } catch {
      return { status: 400, errorType: 'mapper_parsing_exception', errorReason: 'failed to parse' };
    }
    return { status };
  }

  return {
    kind: options.kind ?? 'opensearch',
    indices,
    templates,
    bulkBytes: [],
    closed: false,
    bulk(body) {
      const error = options.failure?.(this.bulkBytes.length, body);
      this.bulkBytes.push(body.length);
      return error === undefined ? Promise.resolve([...itemsOf(body)].map(index)) : Promise.reject(error);
    },
    request(method, path, body) {
      return Promise.resolve(answer({ indices, templates }, method, path, body));
    },
    close() {
      this.closed = true;
      return Promise.resolve();
    },
  };
}

interface Target {
  readonly _index: string;
  readonly _id: string;
  readonly version?: number;
  readonly version_type?: string;
}
type Actions = Readonly<Record<string, Target>>;

/** Alternating action and source lines, each ended by a line feed. */
function* itemsOf(body: Buffer): Generator<BulkItem> {
  let at = 0;
  const line = (): Buffer => {
    const end = body.indexOf('\n', at);
    const bytes = body.subarray(at, end);
    at = end + 1;
    return bytes;
  };
  while (at < body.length) {
    const [operation, target] = Object.entries(JSON.parse(line().toString()) as Actions)[0] ?? [];
    if ((operation !== 'index' && operation !== 'create') || target === undefined) throw new Error('not a bulk action');
    const { _index, _id, version, version_type } = target;
    if (version !== undefined && version_type !== 'external_gte') throw new Error('not a version of ours');
    yield { operation, index: _index, id: _id, version, source: Buffer.from(line()) };
  }
}

function answer(
  { indices, templates }: Pick<MemorySearchEngine, 'indices' | 'templates'>,
  method: string,
  path: string,
  body: object | undefined,
): unknown {
  const [first = '', second = '', third = ''] = path.slice(1).split('?')[0]?.split('/').map(decodeURIComponent) ?? [];
  if (first === '_index_template' && second === '_simulate_index') return simulate(templates, third);
  if (first === '_index_template') return answerTemplate(templates, method, second, body);
  if (second === '_settings') return indices.has(first) ? { [first]: { settings: {} } } : undefined;
  if (method === 'PUT' && second === '') {
    indices.set(first, new Map());
    return { acknowledged: true, index: first };
  }
  if (second === '_count') return { count: indices.get(first)?.size ?? 0 };
  if (second === '_refresh') return { _shards: { failed: 0 } };
  const document = second === '_doc' ? indices.get(first)?.get(third) : undefined;
  return document === undefined ? undefined : { _index: first, _id: third, found: true, _source: document };
}

function answerTemplate(
  templates: Map<string, object>,
  method: string,
  name: string,
  body: object | undefined,
): unknown {
  if (method === 'PUT') {
    templates.set(name, body ?? {});
    return { acknowledged: true };
  }
  if (method === 'DELETE') return templates.delete(name) ? { acknowledged: true } : undefined;
  if (name === '')
    return { index_templates: Array.from(templates, ([key, template]) => ({ name: key, index_template: template })) };
  if (name.endsWith('*')) {
    const some = [...templates].filter(([key]) => key.startsWith(name.slice(0, -1)));
    return { index_templates: some.map(([key, template]) => ({ name: key, index_template: template })) };
  }
  const found = templates.get(name);
  if (method === 'HEAD') return found === undefined ? undefined : true;
  return found === undefined ? undefined : { index_templates: [{ name, index_template: found }] };
}

/** The matching template with the highest priority is used, other matching ones overlap. */
function simulate(templates: Map<string, object>, index: string): unknown {
  const fitting = Array.from(templates, ([name, template]) => ({
    name,
    priority: 0,
    index_patterns: [''],
    ...template,
  }))
    .filter(({ index_patterns: patterns }) => patterns.some((pattern) => fits(pattern, index)))
    .toSorted((one, other) => other.priority - one.priority);
  return { template: {}, overlapping: fitting.slice(1).map(({ name, index_patterns }) => ({ name, index_patterns })) };
}

function fits(pattern: string, index: string): boolean {
  return pattern.endsWith('*') ? index.startsWith(pattern.slice(0, -1)) : index === pattern;
}
