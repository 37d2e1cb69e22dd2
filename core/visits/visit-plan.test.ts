import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type VisitPlan, visitPlanOf } from './visit-plan.ts';

const site = { hosts: ['shop.example'], staticPaths: ['*.css'] } as const;

function planOf(more: object = {}): VisitPlan {
  const plan = visitPlanOf({ ...site, ...more });
  return 'needs' in plan ? assert.fail() : plan;
}

test('what a site has to say is named where it is missing', () => {
  assert.deepEqual(visitPlanOf({}), { needs: ['hosts', 'staticPaths'] });
  assert.deepEqual(visitPlanOf({ hosts: ['shop.example'] }), { needs: ['staticPaths'] });
  assert.ok(!('needs' in visitPlanOf({ ...site, staticPaths: [] })));
});

test('visits are counted again where the site says something else of them, and not otherwise', () => {
  const { fingerprint } = planOf();
  assert.equal(planOf({ signIn: { paths: ['/login'], success: [302], failure: [401] } }).fingerprint, fingerprint);
  for (const more of [{ prefix: 'shop/' }, { hosts: ['a.example'] }, { staticPaths: [] }, { apiPaths: ['/api/*'] }])
    assert.notEqual(planOf(more).fingerprint, fingerprint);
});
