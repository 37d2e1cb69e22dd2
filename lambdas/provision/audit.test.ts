import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memorySearchEngine } from '../../test/fakes/search-engine.ts';
import { provisionAudit } from './audit.ts';

// as OpenSearch documents it ("Audit logs", configuration API), in part
const config = {
  enabled: false,
  audit: { disabled_rest_categories: ['GRANTED_PRIVILEGES'], ignore_users: ['monitoring'], log_request_body: true },
  compliance: { enabled: true },
};

test('where there are no roles, nothing is asked', async () => {
  assert.deepEqual(await provisionAudit(memorySearchEngine(), {}), []);
});

test('the audit log is switched on without bodies, what others set stays, and a second time changes nothing', async () => {
  const engine = memorySearchEngine();
  let kept: unknown = config;
  engine.request = (method, path, body) => {
    assert.match(path, /^\/_plugins\/_security\/api\/audit/);
    if (method === 'PUT') kept = body;
    return Promise.resolve({ _readonly: [], config: kept });
  };
  const roles = { admins: ['arn:aws:iam::123456789012:role/admin'] };
  assert.deepEqual(await provisionAudit(engine, roles), [['audit log', 'updated']]);
  assert.partialDeepStrictEqual(kept, {
    enabled: true,
    audit: { log_request_body: false, ignore_users: ['monitoring'], enable_rest: true },
    compliance: { enabled: true },
  });
  assert.deepEqual(await provisionAudit(engine, roles), [['audit log', 'unchanged']]);
});
