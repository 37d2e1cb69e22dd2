import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Site } from './site.ts';
import { siteProblems } from './site-schema.ts';

const whole: Site = {
  prefix: 'shop/',
  hosts: ['www.shop.example', 'shop.example', 'localhost', '192.0.2.7'],
  signIn: { paths: ['/login', '/*/session'], methods: ['POST', 'PUT'], success: [200, 302], failure: [401, 403, 422] },
  goals: [
    { name: 'Order', paths: ['/checkout/complete'] },
    { name: 'Newsletter', actions: ['newsletter-confirmed'] },
  ],
  internalNetworks: ['10.0.0.0/8', '2001:db8::/32', '192.0.2.1'],
  staticPaths: ['/assets/*', '*.css'],
  apiPaths: ['/api/*'],
};

describe('site', () => {
  it('is valid whole, empty, and without any one part', () => {
    assert.deepEqual(siteProblems(whole), []);
    assert.deepEqual(siteProblems({}), []);
    for (const part of Object.keys(whole)) assert.deepEqual(siteProblems({ ...whole, [part]: undefined }).length, 1);
    for (const part of Object.keys(whole)) {
      const rest = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== part));
      assert.deepEqual(siteProblems(rest), [], part);
    }
  });

  it('names every problem at once, with its place', () => {
    const problems = siteProblems({
      hosts: ['https://shop.example'],
      signIn: { paths: ['login'], success: [302], failure: [401, 99] },
      internalNetworks: ['10.0.0.0/33'],
      apiPath: ['/api/*'],
    });
    assert.deepEqual(
      problems.map((problem) => problem.split(':')[0]),
      ['site.hosts.0', 'site.signIn.paths.0', 'site.signIn.failure.1', 'site.internalNetworks.0', 'site.apiPath'],
    );
  });

  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ['no object', [], /^site: must be an object/],
    ['a host in capitals', { hosts: ['Shop.example'] }, /^site\.hosts\.0: must be a host name in lower case/],
    ['a host with a port', { hosts: ['shop.example:8080'] }, /host name/],
    ['no hosts', { hosts: [] }, /at least one host/],
    ['a path with its query', { staticPaths: ['/a?b=1'] }, /^site\.staticPaths\.0: must be a path/],
    ['a path with a space', { apiPaths: ['/a b'] }, /must be a path/],
    ['a method in lower case', { signIn: { ...whole.signIn, methods: ['post'] } }, /must be a method in capitals/],
    ['no status of failure', { signIn: { ...whole.signIn, failure: [] } }, /at least one status/],
    ['a status that is both', { signIn: { ...whole.signIn, failure: [302] } }, /302 must be a success or a failure/],
    ['a status that is text', { signIn: { ...whole.signIn, success: ['302'] } }, /must be a status such as 302/],
    ['two goals of one name', { goals: [whole.goals?.[0], whole.goals?.[0]] }, /names that differ/],
    ['a goal without a way to it', { goals: [{ name: 'Order' }] }, /^site\.goals\.0: must be \{"name"/],
  ];
  for (const [what, site, message] of wrong) {
    it(`refuses ${what}`, () => {
      const [problem = ''] = siteProblems(site);
      assert.match(problem, message);
    });
  }
});
