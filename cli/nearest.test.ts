import assert from 'node:assert/strict';
import { test } from 'node:test';
import { didYouMean } from './nearest.ts';

const options = ['--once', '--fresh', '--brokers', '--partitions', '--kafka-brokers', '--any-ports', '--data'];

test('a misspelt name is met by the nearest, a beginning by what it begins, and anything else by nothing', () => {
  const meant: Readonly<Record<string, string>> = {
    '--fersh': '--fresh',
    '--frsh': '--fresh',
    '--freshh': '--fresh',
    '--broker': '--brokers',
    '--kafka': '--kafka-brokers',
    '--anyports': '--any-ports',
    '--date': '--data',
    '--partition': '--partitions',
  };
  for (const [given, name] of Object.entries(meant)) assert.equal(didYouMean(given, options), ` Did you mean ${name}?`);
  for (const given of ['--colour', '--no-fresh', '-x', '']) assert.equal(didYouMean(given, options), '', given);
});
