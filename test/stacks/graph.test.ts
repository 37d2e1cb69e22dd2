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

/** Everything in a template that a resource waits for: what it names, and what that names. */
function neededBy(id: string, resources: Readonly<Record<string, unknown>>, needed = new Set<string>()): Set<string> {
  const text = JSON.stringify(resources[id]);
  for (const other of Object.keys(resources)) {
    if (other === id || needed.has(other) || !text.includes(`"${other}"`)) continue;
    needed.add(other);
    neededBy(other, resources, needed);
  }
  return needed;
}

for (const [part, policy, slow, called] of [
  ['stream', 'brokerspermissions', 'AWS::MSK::Cluster', 'Custom::BootstrapBrokers'],
  ['search', 'SignInsigninpermissions', 'AWS::OpenSearchService::Domain', 'Custom::RolesByToken'],
] as const) {
  test(`in ${part} a function's permissions wait for nothing that takes half an hour, and so are old when it is called`, () => {
    for (const stage of [preset('dev'), preset('prod')]) {
      const { Resources } = synthesise(stage).templates[part].toJSON() as {
        readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
      };
      const typesNeededBy = (isAsked: (id: string, type: string) => boolean): string[] => {
        const [id = assert.fail()] = Object.keys(Resources).filter((one) => isAsked(one, Resources[one]?.Type ?? ''));
        return [...neededBy(id, Resources)].map((one) => Resources[one]?.Type ?? '');
      };
      assert.ok(!typesNeededBy((id) => id.startsWith(policy)).includes(slow));
      assert.ok(typesNeededBy((_, type) => type === called).includes(slow));
    }
  });
}
