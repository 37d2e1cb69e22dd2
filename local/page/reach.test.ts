import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dashboardsOf } from '../../dashboards/dashboards.ts';
import { reachQuestions } from './reach.ts';

const [bugs] = dashboardsOf().filter(({ id }) => id === 'bugs');
const path = { field: 'url.path', is: '/cart' };

test('a line is concerned by a filter if it has its field, or matches it', () => {
  assert.ok(bugs !== undefined);
  const questions = reachQuestions(bugs, [path, { not: path }]);
  const hasPath = { field: 'url.path', exists: true };
  assert.deepEqual(questions['requests-count'], {
    where: { field: 'http.response.status_code', exists: true },
    concerned: [{ any: [hasPath, path] }, { any: [hasPath, { not: path }] }],
  });
});

test('a list of values is asked about the lines that have any; documents that are no log lines are not', () => {
  assert.ok(bugs !== undefined);
  assert.deepEqual(reachQuestions(bugs, [path])['controls/log.level']?.where, { field: 'log.level', exists: true });
  const [operations] = dashboardsOf().filter(({ id }) => id === 'operations');
  assert.ok(operations !== undefined);
  const names = Object.keys(reachQuestions(operations, [path]));
  assert.ok(names.includes('lines-count') && !names.includes('files') && !names.includes('guide'));
});
