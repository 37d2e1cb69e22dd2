import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stage } from '../../lib/configuration/stage.ts';
import { stageProblems } from '../../lib/configuration/validate.ts';
import { preset } from './synthesis.ts';

/** Search domains that cannot work. */
const dev = preset('dev');
const prod = preset('prod');

const withSearch = (changes: Partial<Stage['search']>, stage = prod): Stage => ({
  ...stage,
  search: { ...stage.search, ...changes },
});

/** Invalid stages, and the message of their only problem. */
const wrong: Readonly<Record<string, readonly [Stage, RegExp]>> = {
  'allowed networks of a domain in the VPC': [
    withSearch({ allowedNetworks: ['203.0.113.0/24'] }),
    /search\.allowedNetworks are given, and the domain is in the VPC/,
  ],
  'allowed networks that are none': [
    withSearch({ allowedNetworks: ['office'] }, dev),
    /search\.allowedNetworks holds "office"/,
  ],
  'nobody allowed': [withSearch({ allowedNetworks: [] }, dev), /nobody could look/],
  'networks that reach a public domain': [withSearch({ clientNetworks: ['10.1.0.0/16'] }, dev), /the domain is public/],
  'all of the internet as clients of a domain': [
    withSearch({ clientNetworks: ['0.0.0.0/0'] }),
    /search\.clientNetworks holds "0\.0\.0\.0\/0"/,
  ],
  'a private network as one that people come from': [
    withSearch({ allowedNetworks: ['172.16.0.0/12'] }, dev),
    /search\.allowedNetworks holds "172\.16\.0\.0\/12", which is private/,
  ],
  'a network of a carrier as one that people come from': [
    withSearch({ allowedNetworks: ['203.0.113.0/24', '100.64.0.0/10'] }, dev),
    /search\.allowedNetworks holds "100\.64\.0\.0\/10", which is private/,
  ],
  'a private network of IPv6 as one that people come from': [
    withSearch({ allowedNetworks: ['2001:db8::/32', 'fd12:3456:789a::/48'] }, dev),
    /search\.allowedNetworks holds "fd12:3456:789a::\/48", which is private/,
  ],
  'the machine itself as where people come from': [
    withSearch({ allowedNetworks: ['127.0.0.1'] }, dev),
    /search\.allowedNetworks holds "127\.0\.0\.1", which is private/,
  ],
  "a client's network that is the VPC's own": [
    withSearch({ clientNetworks: ['10.0.128.0/17'] }),
    /search\.clientNetworks holds "10\.0\.128\.0\/17", which overlaps the VPC's own 10\.0\.0\.0\/16/,
  ],
  'a volume that the node does not take': [
    withSearch({ storageGibPerNode: 120 }, dev),
    /storageGibPerNode of t3\.small\.search is 120; it must be a whole number from 10 to 100/,
  ],
  'a volume that a node of another family takes': [
    withSearch({ dataInstanceType: 'r7g.large.search', storageGibPerNode: 2048 }),
    /storageGibPerNode of r7g\.large\.search is 2048; it must be a whole number from 10 to 1536/,
  ],
  'a volume that is too small': [
    withSearch({ storageGibPerNode: 5 }),
    /storageGibPerNode of r6g\.large\.search is 5; it must be a whole number from 10 to 2048/,
  ],
  'more than ten t3 nodes': [
    withSearch({ dataNodes: 12 }, dev),
    /search\.dataNodes of t3\.small\.search is 12; it must be a whole number from 1 to 10/,
  ],
  'nodes that keep indices in S3': [
    withSearch({ managers: { instanceType: 'or1.large.search', count: 3 } }),
    /search\.managers\.instanceType is "or1\.large\.search"; take one of t3\.small\.search, /,
  ],
  'managers that are too small': [
    withSearch({ dataNodes: 33, managers: { instanceType: 'm6g.large.search', count: 3 } }),
    /m6g\.large\.search, which can manage 30 data nodes; there are 33/,
  ],
  't3 managers of more than ten nodes': [
    withSearch({ dataNodes: 12, managers: { instanceType: 't3.medium.search', count: 3 } }),
    /t3\.medium\.search, which can manage 10 data nodes; there are 12/,
  ],
  'an OpenSearch version that does not exist': [withSearch({ version: '2.0' }), /search\.version is "2\.0"/],
  'a node that does not exist': [
    withSearch({ managers: { instanceType: 'm9.large.search', count: 3 } }),
    /search\.managers\.instanceType is "m9/,
  ],
  'nodes that do not spread over the zones': [withSearch({ dataNodes: 4 }), /search\.dataNodes is 4 with 3 zones/],
  'more replicas than other nodes': [withSearch({ replicas: 3, indexPeriod: 'month' }), /search\.replicas is 3/],
  'several zones without a replica': [withSearch({ replicas: 0 }), /the loss of a zone loses logs/],
  'a retention of logs without a unit': [
    withSearch({ retention: '30' as '30 days' }),
    /search\.retention is "30"; write a number with its unit/,
  ],
  'a refresh that never comes': [withSearch({ refreshSeconds: 0 }), /search\.refreshSeconds is 0/],
  'standby without managers': [
    withSearch({ standby: true, replicas: 2, indexPeriod: 'month', managers: undefined } as never),
    /standby needs 3 zones/,
  ],
  'standby with copies that do not spread over the zones': [
    withSearch({ standby: true, indexPeriod: 'month' }),
    /search\.replicas is 1 with search\.standby; .*make it 2/,
  ],
  'standby with t3': [
    withSearch({
      standby: true,
      replicas: 2,
      dataInstanceType: 't3.medium.search',
      storageGibPerNode: 200,
      indexPeriod: 'month',
    }),
    /no standby with t3/,
  ],
  'primary shards of no dataset': [
    withSearch({ shards: { 'Apache Access': 2 } }),
    /search\.shards names "Apache Access"/,
  ],
  'primary shards that are none, or too many': [withSearch({ shards: { json: 0 } }), /search\.shards of json is 0/],
  'more primary shards than the heap carries': [
    withSearch({ shards: { json: 20 } }),
    /makes [\d,]+ shards; the heap of 3 x r6g\.large\.search may have 1500/,
  ],
  'more shards than the heap carries': [
    withSearch({ indexPeriod: 'day', retention: '90 days' }),
    /makes [\d,]+ shards; the heap of 3 x r6g\.large\.search may have 1500/,
  ],
};

for (const [what, [stage, says]] of Object.entries(wrong)) {
  test(`${what} is the one problem that is named`, () => {
    const [problem = '', ...others] = stageProblems(stage);
    assert.deepEqual(others, []);
    assert.match(problem, says);
    assert.match(problem, new RegExp(`^stage ${stage.name}: `));
  });
}
