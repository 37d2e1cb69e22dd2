import assert from 'node:assert/strict';
import { test } from 'node:test';
import { profileRules } from '../../lib/configuration/place.ts';
import type { Stage } from '../../lib/configuration/stage.ts';
import { stages } from '../../lib/configuration/stages.ts';
import { stageProblems } from '../../lib/configuration/validate.ts';
import { expressStage, organisationVpc, preset } from './synthesis.ts';

const dev = preset('dev');
const prod = preset('prod');

const withKafka = (changes: Partial<Stage['kafka']>, stage = prod): Stage => ({
  ...stage,
  kafka: { ...stage.kafka, ...changes },
});
const withSearch = (changes: Partial<Stage['search']>, stage = prod): Stage => ({
  ...stage,
  search: { ...stage.search, ...changes },
});
const provisioned = (minimumPollers: number, maximumPollers: number): Stage => ({
  ...prod,
  polling: { mode: 'provisioned', minimumPollers, maximumPollers },
});

const named = organisationVpc;
const { subnetIds } = named;
const topic = (name: string): string => `arn:aws:sns:eu-west-1:210987654321:${name}`;
const alarmTopics = { critical: topic('pager'), warning: topic('mailbox') };

/** Invalid stages, and the message of their only problem. */
const wrong: Readonly<Record<string, readonly [Stage, RegExp]>> = {
  'a name with capitals': [{ ...prod, name: 'Prod' }, /name is "Prod"/],
  'an alarm address that is none': [{ ...prod, alarmEmails: ['ops'] }, /alarmEmails holds "ops"/],
  'an alarm address that is there twice': [
    { ...prod, alarmEmails: ['ops@example.com', 'ops@example.com'] },
    /alarmEmails holds "ops@example\.com" twice/,
  ],
  'a name that Cognito takes nowhere': [{ ...prod, name: 'awslogs' }, /name is "awslogs"; Cognito takes no aws/],
  'a time zone that does not exist': [
    { ...prod, sources: [{ prefix: 'a/', timeZone: 'Europe/Zuerich' }] },
    /sources\.0\.timeZone.*IANA/,
  ],
  'more sources than a variable of a function carries': [
    { ...prod, sources: Array.from({ length: 200 }, (_, at) => ({ prefix: `team-${at}/` })) },
    /sources and site are \d+ bytes as JSON/,
  ],
  'a site whose sign-in is reached nowhere': [
    { ...prod, site: { signIn: { paths: ['login'], success: [302], failure: [401] } } },
    /site\.signIn\.paths\.0: must be a path such as \/login/,
  ],
  'a site of more paths than a variable of a function carries': [
    { ...prod, site: { apiPaths: Array.from({ length: 200 }, (_, at) => `/team-${at}/api/*`) } },
    /sources and site are \d+ bytes as JSON/,
  ],
  'a producer that is nobody': [
    { ...prod, producers: { principals: ['*'], networks: [] } },
    /producers\.principals holds "\*"; write an account number/,
  ],
  'all of the internet as producers': [
    { ...prod, producers: { principals: [], networks: ['0.0.0.0/0'] } },
    /producers\.networks holds "0\.0\.0\.0\/0"/,
  ],
  'a VPC without room': [{ ...prod, network: { cidr: '10.20.0.0/26' } }, /network\.cidr is "10\.20\.0\.0\/26"; write/],
  'a VPC with addresses of the internet': [{ ...prod, network: { cidr: '203.0.0.0/16' } }, /network\.cidr is "203/],
  'a VPC that is none': [{ ...prod, network: { vpcId: 'prod', subnetIds } }, /network\.vpcId is "prod"/],
  'fewer subnets than zones': [
    { ...prod, network: { vpcId: 'vpc-0a1b2c3d4e5f67890', subnetIds: subnetIds.slice(1) } },
    /network\.subnetIds are subnet-\S+, subnet-\S+; name 3 different subnets/,
  ],
  'zones beside subnets': [
    { ...prod, network: named, region: 'eu-west-1', availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'] },
    /availabilityZones are given with network\.subnetIds/,
  ],
  "a producer's network that is the VPC's own": [
    { ...prod, network: { cidr: '10.20.0.0/16' }, producers: { principals: [], networks: ['10.20.128.0/17'] } },
    /overlaps the VPC's own 10\.20\.0\.0\/16/,
  ],
  'a topic of another region': [
    {
      ...prod,
      region: 'eu-central-1',
      alarmTopics: { ...alarmTopics, critical: 'arn:aws:sns:eu-central-1:210987654321:x' },
    },
    /alarmTopics\.warning is of eu-west-1, and the stage is in eu-central-1/,
  ],
  'a topic that keeps an order': [
    { ...prod, alarmTopics: { ...alarmTopics, warning: `${alarmTopics.warning}.fifo` } },
    /alarmTopics\.warning is ".*\.fifo"/,
  ],
  'mails beside own topics': [{ ...prod, alarmTopics, alarmEmails: ['ops@example.com'] }, /alarmEmails are given with/],
  'days that CloudWatch does not know': [
    { ...prod, logRetention: '31 days' },
    /logRetention is "31 days"; .* 14, 30, 60/,
  ],
  'a tag that is taken': [{ ...prod, tags: { stage: 'x' } }, /tags have the keys "stage" and "stage"/],
  'a tag that is taken in other letters': [
    { ...prod, tags: { Project: 'x' } },
    /tags have the keys "Project" and "project"; IAM rejects keys that differ only in case/,
  ],
  'a tag twice': [{ ...prod, tags: { Owner: 'x', owner: 'y' } }, /tags have the keys "owner" and "Owner"/],
  'more tags than a resource has': [
    { ...prod, tags: Object.fromEntries(Array.from({ length: 49 }, (_, at) => [`tag-${at}`, ''])) },
    /tags are 51 with project and stage/,
  ],
  "a tag of Amazon's": [{ ...prod, tags: { 'AWS:x': 'x' } }, /tags have the key "AWS:x"/],
  'a boundary that is no policy': [{ ...prod, permissionsBoundary: 'Developer' }, /permissionsBoundary is "Developer"/],
  'less reserved than the queue may ask for': [
    { ...prod, ingest: { ...prod.ingest, reservedConcurrency: 10 } },
    /ingest\.reservedConcurrency is 10; it must be a whole number from 20, its maxConcurrency, to 1000/,
  ],
  'nothing reserved': [
    { ...prod, indexer: { ...prod.indexer, reservedConcurrency: 0 } },
    /indexer\.reservedConcurrency is 0; it must be a whole number from 1 to 1000/,
  ],
  'a network that is the VPC itself': [
    { ...prod, producers: { principals: [], networks: ['10.0.128.0/17'] } },
    /"10\.0\.128\.0\/17", which overlaps the VPC's own 10\.0\.0\.0\/16/,
  ],
  'a region that does not exist': [{ ...prod, region: 'eu-centra-1' }, /region is "eu-centra-1"; AWS has us-east-1/],
  China: [{ ...prod, region: 'cn-north-1' }, /China and GovCloud have not been tried/],
  'zones by position where one has no MSK': [
    { ...prod, region: 'us-east-1' },
    /availabilityZones is missing, and in us-east-1 .*use1-az3 has no MSK; name 3 zones/,
  ],
  'zones without a region': [
    { ...prod, availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'] },
    /given without a region/,
  ],
  'zones of another region': [
    { ...prod, region: 'eu-west-1', availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-2c'] },
    /availabilityZones holds "eu-west-2c"/,
  ],
  'zones by name and by id': [
    { ...prod, region: 'us-east-1', availabilityZones: ['us-east-1a', 'us-east-1b', 'use1-az4'] },
    /availabilityZones holds "use1-az4"; name zones of us-east-1 like us-east-1a, or all of them by their ids, like use1-az1/,
  ],
  'ids of zones of another region': [
    { ...prod, region: 'ap-southeast-2', availabilityZones: ['apse2-az1', 'apse2-az2', 'apne1-az1'] },
    /availabilityZones holds "apne1-az1"; .* like apse2-az1/,
  ],
  'the zone that has no MSK': [
    { ...prod, region: 'us-east-1', availabilityZones: ['use1-az1', 'use1-az2', 'use1-az3'] },
    /availabilityZones holds "use1-az3", where MSK is not offered/,
  ],
  'too few zones': [
    { ...prod, region: 'eu-west-1', availabilityZones: ['eu-west-1a', 'eu-west-1b'] },
    /kafka\.zones demands 3 different ones/,
  ],
  'a domain with more zones than its VPC': [
    withKafka({ zones: 2, brokerCount: 2 }),
    /search\.zones is 3 with kafka\.zones 2/,
  ],
  'more partitions than brokers carry': [
    withKafka({ partitions: 500 }, dev),
    /kafka\.partitions is 500 with 2 replicas, which makes 500 a broker; kafka\.t3\.small carries 300/,
  ],
  'more brokers than ZooKeeper knows': [
    withKafka({ version: '3.9.x', brokerCount: 33 }),
    /brokerCount is 33; it must be a whole number from 1 to 30/,
  ],
  'a broker that does not exist': [withKafka({ instanceType: 'kafka.m8g.large' }), /kafka\.instanceType.*kafka\.m7g/],
  'a Kafka version that does not exist': [
    withKafka({ version: '5.0.x' }),
    /kafka\.version is "5\.0\.x".*4\.2\.x\.kraft/,
  ],
  't3 brokers with KRaft': [
    withKafka({ version: '3.9.x.kraft' }, dev),
    /kafka\.t3\.small, which MSK does not offer in KRaft mode/,
  ],
  'brokers that do not spread over the zones': [withKafka({ brokerCount: 4 }), /must be a multiple of 3/],
  'a retention without a unit': [withKafka({ retention: '7' as '7 days' }), /kafka\.retention is "7"; write a number/],
  'a retention below seven days': [withKafka({ retention: '167 hours' }), /at least 7 days/],
  'a volume that is missing': [withKafka({ storageGibPerBroker: undefined } as never), /both, in GiB/],
  'a volume that may only shrink': [withKafka({ maxStorageGibPerBroker: 70 }), /less than storageGibPerBroker 80/],
  'a volume of nothing': [
    withKafka({ storageGibPerBroker: 0 }),
    /storageGibPerBroker is 0; it must be a whole number from 1 to 16384/,
  ],
  'an express version that is not offered': [
    expressStage({ version: '4.1.x.kraft' }),
    /kafka\.version.*3\.9\.x\.kraft, 4\.2/,
  ],
  'express brokers in two zones': [
    { ...expressStage({ zones: 2, brokerCount: 2 }), search: { ...prod.search, endpoint: 'public' } },
    /express brokers need 3/,
  ],
  'express brokers with a volume': [expressStage({ storageGibPerBroker: 100 }), /MSK manages the storage/],
  'no partition': [{ ...withKafka({ partitions: 0 }, dev) }, /kafka\.partitions is 0/],
  'more pollers than partitions': [provisioned(2, 25), /maximumPollers is 25 with 18 partitions/],
  'fewer pollers at most than at least': [provisioned(5, 4), /minimumPollers is 5, more than maximumPollers 4/],
  'a function with too little memory': [
    { ...prod, ingest: { ...prod.ingest, memoryMib: 128 } },
    /ingest\.memoryMib is 128/,
  ],
  'a batch that Lambda does not make': [
    { ...prod, indexer: { ...prod.indexer, batchSize: 10_001 } },
    /indexer\.batchSize is 10001; it must be a whole number from 1 to 10000/,
  ],
};

for (const { name } of stages) {
  test(`the preset ${name} can be deployed`, () => {
    assert.deepEqual(stageProblems(preset(name === 'dev' ? 'dev' : 'prod')), []);
  });
}

for (const [what, [stage, says]] of Object.entries(wrong)) {
  test(`${what} is the one problem that is named`, () => {
    const problems = stageProblems(stage);
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', says);
    assert.match(problems[0] ?? '', new RegExp(`^stage ${stage.name}: `));
  });
}

test('express brokers as MSK offers them can be deployed', () => {
  assert.deepEqual(stageProblems(expressStage()), []);
});

test('subnets of a VPC that is there are in zones already, where others have to be named too', () => {
  const stage = { ...prod, region: 'us-east-1', network: named };
  assert.deepEqual(stageProblems(stage), []);
});

test("a profile in China or GovCloud is refused where the stage names no region, as the stage's own is", () => {
  for (const region of ['cn-north-1', 'us-gov-west-1']) {
    assert.match(
      profileRules(prod, region).join(),
      /^stage prod: the profile that deploys is in ".*"; China and GovCloud/,
    );
    assert.deepEqual(profileRules({ ...prod, region: 'eu-west-1' }, region), []);
  }
  assert.deepEqual(profileRules(prod, 'eu-west-1'), []);
});

test('all problems are named at once', () => {
  const stage = { ...withSearch({ version: '2.0', refreshSeconds: 0 }), name: '1', alarmEmails: ['ops'] };
  assert.equal(stageProblems(withKafkaOf(stage)).length, 6);
});

/** The same stage with two additional problems of Kafka. */
function withKafkaOf(stage: Stage): Stage {
  return withKafka({ version: '5', brokerCount: 4 }, stage);
}
