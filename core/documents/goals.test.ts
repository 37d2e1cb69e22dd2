import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';
import type { Site } from '../site/site.ts';

const site: Site = {
  goals: [
    { name: 'Order', paths: ['/checkout/complete', '/shop/*/thanks'] },
    { name: 'Any "page"', paths: ['/shop/*'] },
    { name: 'Newsletter', actions: ['newsletter-confirmed'] },
  ],
};

function request(target: string, status: number, of: Site = site): ParsedLine {
  const line = `203.0.113.9 - ann [22/Nov/2026:10:02:52 +0000] "GET ${target} HTTP/1.1" ${status} 5120`;
  return parseLine('apache_common', line, {}, { site: of });
}

const GOAL = 'kafkainsight.goal';

suite('a goal of the site', () => {
  test('is reached by its page, where that was answered', () => {
    assert.equal(request('/checkout/complete?order=7', 200)[GOAL], 'Order');
    assert.equal(request('/checkout/complete', 303)[GOAL], 'Order');
    for (const status of [400, 404, 500]) assert.equal(request('/checkout/complete', status)[GOAL], undefined);
    assert.equal(request('/checkout/complete/', 200)[GOAL], undefined);
    assert.equal(request('/checkout', 200)[GOAL], undefined);
  });

  test('is one of several that a page may be', () => {
    assert.deepEqual(request('/shop/de/thanks', 200)[GOAL], ['Order', 'Any "page"']);
    assert.equal(request('/shop/de', 200)[GOAL], 'Any "page"');
  });

  test('is reached by its event', () => {
    const line = '{"@timestamp":"2026-11-22T10:02:52Z","event.action":"newsletter-confirmed","message":"ann"}';
    assert.equal(parseLine('json', line, {}, { site })['event.action'], 'newsletter-confirmed');
    assert.equal(parseLine('json', line, {}, { site })[GOAL], 'Newsletter');
    assert.equal(parseLine('json', line.replace('confirmed', 'asked'), {}, { site })[GOAL], undefined);
  });

  test('leaves all other fields as they were, also those of a sign-in', () => {
    const signIn = { paths: ['/shop/login'], methods: ['GET'], success: [302], failure: [401] };
    const { [GOAL]: goal, ...rest } = request('/shop/login', 302, { ...site, signIn });
    assert.equal(goal, 'Any "page"');
    assert.deepEqual(rest, request('/shop/login', 302, { signIn }));
    assert.equal(rest['event.action'], 'sign-in');
  });

  test('is not reached by what a request says of itself', () => {
    const line =
      '203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "GET /cart HTTP/1.1" 200 5 "-" "\\",\\"url.path\\":\\"/checkout/complete\\""';
    assert.equal(parseLine('apache_combined', line, {}, { site })[GOAL], undefined);
    assert.equal(request('/checkout/complete', 200, {})[GOAL], undefined);
  });
});
