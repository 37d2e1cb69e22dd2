import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodesManagedBy, searchNodes } from './search-nodes.ts';

/**
 * Amazon OpenSearch Service Developer Guide, "Amazon OpenSearch Service quotas", EBS volume size quotas, read 2026-12: every type with a maximum for
 * gp3 that is none of OR1, OR2 and OM2, as the page has them. Where it lists `r7i.12xlarge` twice, the second is `16xlarge`, as of r7g and r8g.
 */
const page = `
t3: small 100 GiB, medium 200 GiB
m5: large 1 TiB, xlarge 2 TiB, 2xlarge 3 TiB, 4xlarge 6 TiB, 12xlarge 18 TiB
m6g: large 1 TiB, xlarge 2 TiB, 2xlarge 3 TiB, 4xlarge 6 TiB, 8xlarge 12 TiB, 12xlarge 18 TiB
c5: large 256 GiB, xlarge 512 GiB, 2xlarge 1 TiB, 4xlarge 1.5 TiB, 9xlarge 3.5 TiB, 18xlarge 7 TiB
c6g: large 256 GiB, xlarge 512 GiB, 2xlarge 1 TiB, 4xlarge 1.5 TiB, 8xlarge 3 TiB, 12xlarge 4.5 TiB
r5: large 2 TiB, xlarge 3 TiB, 2xlarge 6 TiB, 4xlarge 12 TiB, 12xlarge 24 TiB
r6g: large 2 TiB, xlarge 3 TiB, 2xlarge 6 TiB, 4xlarge 12 TiB, 8xlarge 16 TiB, 12xlarge 24 TiB
c7g: large 256 GiB, xlarge 512 GiB, 2xlarge 1 TiB, 4xlarge 1.5 TiB, 8xlarge 3 TiB, 12xlarge 4.5 TiB, 16xlarge 6 TiB
m7g: medium 512 GiB, large 768 GiB, xlarge 2 TiB, 2xlarge 3 TiB, 4xlarge 6 TiB, 8xlarge 12 TiB, 12xlarge 18 TiB, 16xlarge 24 TiB
r7g: medium 768 GiB, large 1.5 TiB, xlarge 3 TiB, 2xlarge 6 TiB, 4xlarge 12 TiB, 8xlarge 16 TiB, 12xlarge 24 TiB, 16xlarge 36 TiB
c7i: large 256 GiB, xlarge 512 GiB, 2xlarge 1 TiB, 4xlarge 1.5 TiB, 8xlarge 3 TiB, 12xlarge 4.5 TiB, 16xlarge 6 TiB
m7i: large 768 GiB, xlarge 2 TiB, 2xlarge 3 TiB, 4xlarge 6 TiB, 8xlarge 12 TiB, 12xlarge 18 TiB, 16xlarge 24 TiB
r7i: large 1.5 TiB, xlarge 3 TiB, 2xlarge 6 TiB, 4xlarge 12 TiB, 8xlarge 16 TiB, 12xlarge 24 TiB, 16xlarge 36 TiB
c8g: large 256 GiB, xlarge 512 GiB, 2xlarge 1 TiB, 4xlarge 1.5 TiB, 8xlarge 3 TiB, 12xlarge 4.5 TiB, 16xlarge 6 TiB
m8g: medium 512 GiB, large 768 GiB, xlarge 2 TiB, 2xlarge 3 TiB, 4xlarge 6 TiB, 8xlarge 12 TiB, 12xlarge 18 TiB, 16xlarge 24 TiB
r8g: medium 768 GiB, large 1532 GiB, xlarge 3 TiB, 2xlarge 6 TiB, 4xlarge 12 TiB, 8xlarge 16 TiB, 12xlarge 24 TiB, 16xlarge 36 TiB
`;

test('nodes take the volumes that the page of the service says, all of it', () => {
  const rows = page
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [family = '', sizes = ''] = line.split(': ');
      return sizes.split(', ').map((one): [string, number] => {
        const [size = '', number = '', unit = ''] = one.split(' ');
        return [`${family}.${size}.search`, Number(number) * (unit === 'TiB' ? 1024 : 1)];
      });
    });
  const known = [...searchNodes].map(([type, { volumeGib }]): [string, number] => [type, volumeGib]);
  assert.deepEqual(Object.fromEntries(known), Object.fromEntries(rows));
});

test('nodes have the memory of their instances', () => {
  // Amazon EC2, instance types
  const memoryGib = {
    't3.small.search': 2,
    't3.medium.search': 4,
    'm7g.medium.search': 4,
    'c6g.large.search': 4,
    'm6g.xlarge.search': 16,
    'r6g.2xlarge.search': 64,
    'c5.9xlarge.search': 72,
    'c5.18xlarge.search': 144,
    'm5.12xlarge.search': 192,
    'r8g.16xlarge.search': 512,
  };
  for (const [type, gib] of Object.entries(memoryGib)) assert.equal(searchNodes.get(type)?.memoryGib, gib, type);
});

test('managers look after as many data nodes as their memory allows', () => {
  assert.equal(nodesManagedBy('t3.small.search'), 10);
  assert.equal(nodesManagedBy('m6g.large.search'), 30);
  assert.equal(nodesManagedBy('r6g.large.search'), 60);
  assert.equal(nodesManagedBy('r6g.4xlarge.search'), 120);
  assert.equal(nodesManagedBy('m9.large.search'), undefined);
});
