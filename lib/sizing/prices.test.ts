import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokerMonth, searchNodeMonth, unitPrices } from './prices.ts';

const near = (got: number | undefined, expected: number, tolerance: number): void => {
  assert.ok(got !== undefined && Math.abs(got - expected) <= tolerance, `${got} is not about ${expected}`);
};

test('brokers cost what the price list says of three of them', () => {
  // Amazon MSK pricing, us-east-1, 730 hours, read 2026-11
  near(3 * (brokerMonth('kafka.m7g.large') ?? 0), 447, 1);
  near(3 * (brokerMonth('express.m7g.large') ?? 0), 894, 1);
  near(3 * (brokerMonth('kafka.t3.small') ?? 0), 100, 1);
  // AWS's sizing script for MSK: 6.528 an hour
  near(brokerMonth('kafka.m7g.16xlarge'), 6.528 * 730, 0.01);
});

test("data nodes and volumes add up to the totals of AWS's own cost table", () => {
  // Centralized Logging with OpenSearch, "Cost Estimation", 10 GB a day: two nodes and gp2 at 0.135, which gp3 is 9.6 % below
  const gp2 = unitPrices.searchStorageGb / (1 - 0.096);
  near(2 * (searchNodeMonth('c6g.large.search') ?? 0) + 380 * gp2, 216.28, 0.3);
  near(2 * (searchNodeMonth('m6g.large.search') ?? 0) + 760 * gp2, 289.35, 0.3);
  // Amazon OpenSearch Service pricing, us-east-1, 730 hours, read 2026-11
  near(searchNodeMonth('t3.small.search'), 26, 0.5);
  near(searchNodeMonth('t3.medium.search'), 53, 0.5);
});

test('what has no source has no price', () => {
  assert.equal(searchNodeMonth('m7g.large.search'), undefined);
  assert.equal(searchNodeMonth('t3.large.search'), undefined);
  assert.equal(brokerMonth('kafka.m8g.large'), undefined);
});
