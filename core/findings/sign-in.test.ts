import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLine } from '../../test/helpers/parse-line.ts';
import { fits } from '../../test/integration/story/expected.ts';
import { signInFailed, signInSucceeded } from './sign-in.ts';

const request = (status: number, path = '/login'): string =>
  `203.0.113.9 - ann [22/Nov/2026:10:02:52 +0000] "POST ${path} HTTP/1.1" ${status} 5`;
const site = { signIn: { paths: ['/login'], success: [303], failure: [200] } };

test('a sign-in of the site ended as the site tells it, whatever HTTP says of the status', () => {
  for (const [status, failed, succeeded] of [
    [200, true, false],
    [303, false, true],
    [401, false, false],
    [500, false, false],
  ] as const) {
    const document = parseLine('apache_common', request(status), {}, { site });
    assert.deepEqual([fits(document, signInFailed), fits(document, signInSucceeded)], [failed, succeeded], `${status}`);
  }
});

test('where nothing says that it is one, a request of an account is judged by its status', () => {
  for (const options of [{}, { site }]) {
    const judged = [200, 401, 403, 404].map((status) => {
      const document = parseLine('apache_common', request(status, '/account'), {}, options);
      return [fits(document, signInFailed), fits(document, signInSucceeded)];
    });
    assert.deepEqual(judged, [
      [false, true],
      [true, false],
      [true, false],
      [false, false],
    ]);
  }
});
