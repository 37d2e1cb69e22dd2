import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passwordProblems, PASSWORDS, PLACEHOLDER, requirePasswords } from './passwords.ts';

const good = Object.fromEntries(Object.keys(PASSWORDS).map((name) => [name, 'a-good.Password_1~of-32-characters']));

test('good passwords are taken', () => {
  assert.deepEqual(passwordProblems(good), []);
  assert.deepEqual({ ...requirePasswords(good) }, good);
});

for (const [what, password, expected] of [
  ['a missing one', '', /^ELASTIC_PASSWORD is missing: the password of the user `elastic`/],
  ['that of the example', PLACEHOLDER, /^ELASTIC_PASSWORD is still the default/],
  ["Elastic's own old default", 'changeme', /^ELASTIC_PASSWORD is still the default/],
  ['a short one', 'Short-1', /^ELASTIC_PASSWORD must have 12 to 64 characters/],
  ['one that a shell would change', 'twelve$HOME"chars', /^ELASTIC_PASSWORD must have 12 to 64 characters/],
] as const) {
  test(`${what} is refused, and not repeated`, () => {
    const [problem = '', ...more] = passwordProblems({ ...good, ELASTIC_PASSWORD: password });
    assert.equal(more.length, 0);
    assert.match(problem, expected);
    if (password.length > 10) assert.ok(!problem.includes(password));
  });
}

test("Kibana's keys are longer", () => {
  const [problem, ...more] = passwordProblems({ ...good, KIBANA_SESSION_KEY: 'a-good.Password_1' });
  assert.match(problem ?? '', /^KIBANA_SESSION_KEY must have 32 to 64 characters/);
  assert.equal(more.length, 0);
});

test('all problems are told at once', () => {
  assert.throws(
    () => requirePasswords({}),
    (error: Error) => {
      for (const name of Object.keys(PASSWORDS)) assert.ok(error.message.includes(name), name);
      return true;
    },
  );
});
