import assert from 'node:assert/strict';
import type { SearchEngine } from '../../core/ports.ts';
import type { JudgeLogsReport } from '../../lambdas/findings/judge-logs.ts';

/** A site with what visits need. */
export const SITE = JSON.stringify({ hosts: ['shop.example'], staticPaths: ['*.css'] });
const PAGE = '/kafkainsight-logs-apache.access-2026.11/_doc/page';

/** Judges what there is, counts the visit of a page, and deletes it when the page is deleted. @param judge a run of the findings function */
export async function assertCountsVisits(
  administrator: SearchEngine,
  judge: () => Promise<JudgeLogsReport>,
): Promise<void> {
  const report = await judge();
  assert.deepEqual([report.isBusy, report.hours > 0, report.waiting, report.leftOut], [false, true, 0, 0]);
  await administrator.request('PUT', PAGE, {
    '@timestamp': '2026-11-22T10:00:00.000Z',
    'source.address': '198.51.100.7',
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'url.path': '/',
  });
  assert.equal((await judge()).visits, 1);
  assert.equal((await judge()).visits, 0);
  await administrator.request('DELETE', PAGE);
  assert.equal((await judge()).visits, 1, 'the visit is none any longer');
}
