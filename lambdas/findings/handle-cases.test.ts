import assert from 'node:assert/strict';
import { beforeEach, suite, test } from 'node:test';
import type { Case } from '../../core/findings/cases.ts';
import { pathFailures } from '../../core/findings/rules/path-failures.ts';
import { probing } from '../../core/findings/rules/probing.ts';
import { type MemoryFindingStore, memoryFindingStore } from '../../test/fakes/finding-store.ts';
import { handleCases, type HandleRequest } from './handle-cases.ts';

const rules = [pathFailures, probing];
const HOUR = 3_600_000;

function caseOf(id: string, differing: Partial<Case> = {}): Case {
  return {
    id,
    rule: probing.name,
    cause: '',
    fromMillis: 0,
    toMillis: HOUR,
    state: 'open',
    confidence: 'high',
    findings: 1,
    entities: 1,
    someEntities: ['192.0.2.1'],
    text: 'It asked for 40 paths that are not there.',
    ...differing,
  };
}

let store: MemoryFindingStore;

async function keep(...cases: readonly Case[]): Promise<void> {
  for (const one of cases) {
    const rule = rules.find(({ name }) => name === one.rule);
    assert.ok(rule);
    await store.write({ rule, findings: [], cases: [one], tallies: [] });
  }
}

async function handle(request: HandleRequest): Promise<string[]> {
  const changed = await handleCases(store, rules, request, Date.now());
  assert.deepEqual(
    changed,
    changed.map(({ id }) => store.kept.cases.get(id)),
  );
  return changed.map(({ id, state }) => `${id} ${state}`);
}

suite('what people do with cases', () => {
  beforeEach(() => {
    store = memoryFindingStore();
  });

  test('a case has the state that was said', async () => {
    await keep(caseOf('a'), caseOf('b'));
    assert.deepEqual(await handle({ handling: 'acknowledge', caseId: 'a' }), ['a acknowledged']);
    assert.deepEqual(await handle({ handling: 'resolve', caseId: 'a' }), ['a resolved']);
    assert.deepEqual(await handle({ handling: 'mute', caseId: 'a' }), ['a muted']);
    assert.deepEqual(await handle({ handling: 'reopen', caseId: 'a' }), ['a open']);
    assert.equal(store.kept.cases.get('b')?.state, 'open');
  });

  test('one that is over, or that there is not, is refused in a sentence', async () => {
    await keep(caseOf('a', { state: 'merged', mergedInto: 'b' }), caseOf('b', { state: 'withdrawn' }));
    const refused = (caseId: string): Promise<unknown> => handle({ handling: 'resolve', caseId });
    await assert.rejects(refused('a'), { code: 'USAGE_INVALID', message: /has become part of b\./ });
    await assert.rejects(refused('b'), { code: 'USAGE_INVALID', message: /nothing of it holds/ });
    await assert.rejects(refused('c'), { code: 'USAGE_INVALID', message: /There is no case c\./ });
    await keep(caseOf('d'));
    const others = handleCases(store, [pathFailures], { handling: 'resolve', caseId: 'd' }, Date.now());
    await assert.rejects(others, { code: 'USAGE_INVALID', message: /no rule probing in this version/ });
  });

  test('a rule is muted for one entity: its cases that are of it alone, and those to come', async () => {
    const [own, shared] = [['192.0.2.1'], ['192.0.2.1', '192.0.2.2']];
    await keep(
      caseOf('own', { someEntities: own }),
      caseOf('acknowledged', { state: 'acknowledged' }),
      caseOf('shared', { someEntities: shared, entities: 2 }),
      caseOf('other', { someEntities: ['192.0.2.2'] }),
      caseOf('resolved', { state: 'resolved' }),
      caseOf('path', { rule: pathFailures.name }),
    );
    const one = { rule: probing.name, entity: '192.0.2.1' };
    assert.deepEqual(await handle({ handling: 'mute', ...one }), ['acknowledged muted', 'own muted']);
    assert.deepEqual(await store.mutes(), [one]);
    assert.deepEqual(await handle({ handling: 'reopen', ...one }), ['acknowledged open', 'own open']);
    assert.deepEqual(await store.mutes(), []);
  });

  test('a rule is muted for all', async () => {
    await keep(caseOf('a', { entities: 40 }), caseOf('path', { rule: pathFailures.name }));
    assert.deepEqual(await handle({ handling: 'mute', rule: probing.name }), ['a muted']);
    assert.deepEqual(await store.mutes(), [{ rule: probing.name }]);
  });

  test('waits for a run that judges, and changes nothing where it waits in vain', async () => {
    await keep(caseOf('a'));
    await store.begin(Date.now(), Date.now() + HOUR);
    await assert.rejects(handle({ handling: 'mute', caseId: 'a' }), { code: 'TIME_LIMIT' });
    assert.equal(store.kept.cases.get('a')?.state, 'open');
    const waiting = handleCases(store, rules, { handling: 'mute', caseId: 'a' }, Date.now() + HOUR);
    await store.end();
    assert.equal((await waiting)[0]?.state, 'muted');
  });
});
