import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visitBadges, visitText } from './browser/visit-text.ts';

const visit = {
  'event.start': '2026-11-22T10:00:00.000Z',
  'event.end': '2026-11-22T10:05:00.000Z',
  'event.duration': 300_000_000_000,
  'source.address': '198.51.100.7',
  'user_agent.name': 'Firefox',
  'kafkainsight.campaign.name': 'spring',
  'kafkainsight.goal': ['Order'],
  'kafkainsight.visit.bounces': 0,
  'kafkainsight.visit.entry_page': '/',
  'kafkainsight.visit.exit_page': '/done\u202e',
  'kafkainsight.visit.pages': 4,
  'kafkainsight.visit.returning': true,
};

test('a visit is said in one line, in which nothing is hidden', () => {
  assert.equal(visitText(visit), '/ … /done\\u{202e} · 4 pages · 5 minutes · from spring · 198.51.100.7');
  const bounce = { ...visit, 'event.duration': 0, 'kafkainsight.visit.pages': 1, 'kafkainsight.visit.bounces': 1 };
  assert.equal(visitText(bounce), '/ · 1 page · from spring · 198.51.100.7');
  assert.deepEqual(visitBadges(visit), [
    ['returning', ''],
    ['Order', 'tone-good'],
  ]);
  const none = { ...bounce, 'kafkainsight.goal': undefined, 'kafkainsight.visit.returning': false };
  assert.deepEqual(visitBadges(none), [
    ['new', ''],
    ['bounced', 'tone-warning'],
  ]);
});
