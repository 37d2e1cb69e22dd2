import * as v from 'valibot';
import { type AnsweringServer, answeringServer, type SeenRequest } from './http-server.ts';

/*
 * The part of OpenSearch Dashboards' saved objects that we use, since it does not run here. What is rejected, and how:
 * opensearch-project/OpenSearch-Dashboards, src/core/server/saved_objects/routes/import.ts, import/import_saved_objects.ts,
 * import/validate_references.ts, src/core/server/http/lifecycle_handlers.ts; tenants: opensearch-project/security-dashboards-plugin.
 * Node's parser reads the multipart body.
 */

const objectSchema = v.object({
  type: v.string(),
  id: v.string(),
  attributes: v.record(v.string(), v.unknown()),
  references: v.array(v.object({ type: v.string(), id: v.string(), name: v.string() })),
  migrationVersion: v.record(v.string(), v.string()),
});
type SavedObject = v.InferOutput<typeof objectSchema>;

/** The server, and what each tenant has. */
export interface DashboardsServer extends AnsweringServer {
  /** Tenant, then `type:id`. */
  readonly tenants: Map<string, Map<string, SavedObject>>;
  /** What somebody has set of the advanced settings. */
  readonly settings: Map<string, unknown>;
}

const OPENSEARCH = {
  api: '/_dashboards/api/saved_objects/',
  settingsPath: '/_dashboards/api/opensearch-dashboards/settings',
  header: 'osd-xsrf',
};
/** Kibana's documentation, "Import saved objects" and "Get a saved object" (8.19): without tenants. */
const KIBANA = { api: '/api/saved_objects/', settingsPath: '/api/kibana/settings', header: 'kbn-xsrf' };
/** src/core/server/ui_settings/routes/set_many.ts: nothing but changes. */
const changesSchema = v.strictObject({ changes: v.record(v.string(), v.unknown()) });
const TYPES = ['index-pattern', 'visualization', 'search', 'dashboard'];
/** Only for these it is checked that they exist. */
const CHECKED_REFERENCES = ['index-pattern', 'search'];
const PRIVATE_TENANT = '__user__';

/** @param tls of Kibana; default: OpenSearch Dashboards, without TLS */
export async function dashboardsServer(tls?: {
  readonly cert: string;
  readonly key: string;
}): Promise<DashboardsServer> {
  const { api, settingsPath, header } = tls === undefined ? OPENSEARCH : KIBANA;
  const tenants: DashboardsServer['tenants'] = new Map();
  const settings: DashboardsServer['settings'] = new Map();

  async function importFile(objects: Map<string, SavedObject>, request: SeenRequest): Promise<Answer> {
    const type = String(request.headers['content-type']);
    if (!type.startsWith('multipart/form-data')) return problem(415, 'Unsupported Media Type');
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- not recommended for servers: large bodies; here are small ones
    const form = await new Response(new Uint8Array(request.body), { headers: { 'content-type': type } }).formData();
    const file = form.get('file');
    if (!(file instanceof File)) return problem(400, '[request body.file]: expected value of type [Stream]');
    if (!file.name.toLowerCase().endsWith('.ndjson')) return problem(400, 'Invalid file extension');
    const lines = (await file.text()).split('\n').filter((line) => line !== '');
    const read = lines.map((line) => v.parse(objectSchema, JSON.parse(line)));
    const overwrite = new URL(request.path, 'http://127.0.0.1').searchParams.get('overwrite') === 'true';
    const keys = new Set([...objects.keys(), ...read.map(keyOf)]);
    const errors = read.flatMap((object) => {
      const error = whyNot(object, keys) ?? (objects.has(keyOf(object)) && !overwrite ? 'conflict' : undefined);
      return error === undefined ? [] : [{ type: object.type, id: object.id, error: { type: error } }];
    });
    const refused = new Set(errors.map(keyOf));
    const taken = read.filter((object) => !refused.has(keyOf(object)));
    for (const object of taken) objects.set(keyOf(object), object);
    return [
      200,
      { successCount: taken.length, success: errors.length === 0, ...(errors.length > 0 ? { errors } : {}) },
    ];
  }

  async function answer(request: SeenRequest): Promise<Answer> {
    const { method, path, headers } = request;
    const url = new URL(path, 'http://127.0.0.1');
    if (url.pathname !== settingsPath && !url.pathname.startsWith(api)) return problem(404, 'Not Found');
    if (method !== 'GET' && headers[header] === undefined) {
      return problem(400, `Request must contain a ${header} header.`);
    }
    if (url.pathname === settingsPath) return answerSettings(settings, request);
    const tenant = String(headers['securitytenant'] ?? PRIVATE_TENANT);
    const objects = tenants.get(tenant) ?? new Map<string, SavedObject>();
    tenants.set(tenant, objects);
    const rest = url.pathname.slice(api.length);
    if (method === 'POST' && rest === '_import') return importFile(objects, request);
    if (method !== 'GET') return problem(404, 'Not Found');
    const object = objects.get(rest.replace('/', ':'));
    return object === undefined ? problem(404, `Saved object [${rest}] not found`) : [200, object];
  }

  const server = await answeringServer((response, request) => {
    void answer(request)
      .catch((error: unknown) => problem(500, String(error)))
      .then(([status, body]) => {
        response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
      });
  }, tls);
  return { ...server, tenants, settings };
}

/** What is set is answered in a GET and after a POST alike (src/core/server/ui_settings/routes/get.ts, set_many.ts). */
function answerSettings(settings: DashboardsServer['settings'], { method, body }: SeenRequest): Answer {
  if (method === 'POST') {
    const { changes } = v.parse(changesSchema, JSON.parse(body.toString()));
    for (const [name, value] of Object.entries(changes)) settings.set(name, value);
  }
  return [200, { settings: Object.fromEntries([...settings].map(([name, userValue]) => [name, { userValue }])) }];
}

type Answer = readonly [status: number, body: object];

function problem(statusCode: number, message: string): Answer {
  return [statusCode, { statusCode, message }];
}

function keyOf({ type, id }: { readonly type: string; readonly id: string }): string {
  return `${type}:${id}`;
}

function whyNot({ type, references }: SavedObject, keys: ReadonlySet<string>): string | undefined {
  if (!TYPES.includes(type)) return 'unsupported_type';
  const missing = references.some(
    (reference) => CHECKED_REFERENCES.includes(reference.type) && !keys.has(keyOf(reference)),
  );
  return missing ? 'missing_references' : undefined;
}
