import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preset, type StackName, stackNames, synthesise } from './synthesis.ts';

/** The stacks that each stack may depend on: only earlier ones, so there is no cycle. */
const graph: Readonly<Record<StackName, readonly StackName[]>> = {
  network: [],
  identity: [],
  storage: [],
  stream: ['identity', 'network'],
  search: ['identity', 'network'],
  provisioning: ['identity', 'network', 'search'],
  ingest: ['identity', 'network', 'storage', 'stream'],
  index: ['identity', 'network', 'provisioning', 'search', 'storage', 'stream'],
  reconcile: ['identity', 'network', 'provisioning', 'search', 'storage'],
  findings: ['identity', 'network', 'provisioning', 'search'],
  monitoring: ['findings', 'index', 'ingest', 'provisioning', 'reconcile', 'search', 'storage'],
};

function dependencies(stage: 'dev' | 'prod'): Record<string, string[]> {
  const { stacks } = synthesise(preset(stage));
  const partOf = (name: string): string => name.replace(`kafkainsight-${stage}-`, '');
  return Object.fromEntries(
    stackNames.map((part) => [part, stacks[part].dependencies.map(({ stackName }) => partOf(stackName)).sort()]),
  );
}

test('in prod each stack depends on the stacks that it needs', () => {
  assert.deepEqual(dependencies('prod'), graph);
});

test('in dev, where the domain is outside the VPC, what only talks to it does not depend on the network', () => {
  const without = (part: StackName): readonly StackName[] => graph[part].filter((one) => one !== 'network');
  assert.deepEqual(dependencies('dev'), {
    ...graph,
    search: without('search'),
    provisioning: without('provisioning'),
    index: without('index'),
    reconcile: without('reconcile'),
    findings: without('findings'),
  });
});

test('the order of the stacks is an order to deploy in', () => {
  for (const part of stackNames) {
    const position = stackNames.indexOf(part);
    assert.ok(
      graph[part].every((one) => stackNames.indexOf(one) < position),
      part,
    );
  }
});
