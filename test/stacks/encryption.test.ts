import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import type { Stage } from '../../lib/configuration/stage.ts';
import { preset, stackNames, synthesise } from './synthesis.ts';

/** A key of the organisation: what it encrypts, and who may use it. */
const prod = preset('prod');
const templatesOf = (stage: Stage): ReturnType<typeof synthesise>['templates'] => synthesise(stage).templates;

const resourcesOf = (stage: Stage, type: string): Readonly<Record<string, unknown>>[] =>
  stackNames.flatMap((part) =>
    Object.values(templatesOf(stage)[part].findResources(type) as Record<string, { Properties?: object }>).map(
      ({ Properties = {} }) => ({ ...Properties }),
    ),
  );

/** Every use of a key by a role, as `part: action, action via service`. */
function keyUses(stage: Stage): string[] {
  return stackNames.flatMap((part) => {
    const policies = templatesOf(stage)[part].findResources('AWS::IAM::Policy') as Record<
      string,
      {
        Properties: {
          PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown; Condition?: unknown }[] };
        };
      }
    >;
    return Object.values(policies)
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => JSON.stringify(Action).includes('kms:'))
      .map(({ Action, Resource, Condition }) => {
        assert.deepEqual(Resource, stage.encryptionKey);
        const [, service] = /"kms:ViaService":\{"Fn::Join":\["",\["(\w+)\.",\{"Ref":"AWS::Region"\}/.exec(
          JSON.stringify(Condition),
        ) ?? [undefined, 'anything'];
        return `${part}: ${[Action].flat().join(', ')} via ${service}`;
      });
  });
}

const encryptionKey = 'arn:aws:kms:eu-west-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab';

test('a key that is there encrypts all that holds or carries logs, and no other key is made', () => {
  const stage = {
    ...prod,
    encryptionKey,
    pseudonymise: true,
    notifications: [{ name: 'ops', kind: 'slack' as const }],
  };
  const { storage, stream, search } = templatesOf(stage);
  assert.deepEqual(resourcesOf(stage, 'AWS::KMS::Key'), []);
  const encrypted = (type: string, property: string): unknown[] =>
    resourcesOf(stage, type).map((properties) => properties[property]);
  // two of the inbox, two of the messages about findings
  assert.deepEqual(encrypted('AWS::SQS::Queue', 'KmsMasterKeyId'), Array(4).fill(encryptionKey));
  assert.deepEqual(encrypted('AWS::SNS::Topic', 'KmsMasterKeyId'), Array(3).fill(encryptionKey));
  assert.deepEqual(encrypted('AWS::SecretsManager::Secret', 'KmsKeyId'), Array(2).fill(encryptionKey));
  assert.deepEqual(new Set(encrypted('AWS::Logs::LogGroup', 'KmsKeyId')), new Set([encryptionKey]));
  stream.hasResourceProperties('AWS::MSK::Cluster', {
    EncryptionInfo: { EncryptionAtRest: { DataVolumeKMSKeyId: encryptionKey } },
  });
  search.hasResourceProperties('AWS::OpenSearchService::Domain', {
    EncryptionAtRestOptions: { Enabled: true, KmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' },
  });
  const defaults = (byDefault: object): object => ({ ServerSideEncryptionConfiguration: [byDefault] });
  const kms = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: encryptionKey };
  storage.hasResourceProperties('AWS::S3::Bucket', {
    VersioningConfiguration: { Status: 'Enabled' },
    BucketEncryption: defaults({ BucketKeyEnabled: true, ServerSideEncryptionByDefault: kms }),
  });
  // S3 delivers the log of accesses under its own key alone
  storage.hasResourceProperties('AWS::S3::Bucket', {
    VersioningConfiguration: Match.absent(),
    BucketEncryption: defaults({ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }),
  });
});

test('a role uses the key that is there through the services that it calls, and without one no key at all', () => {
  const all = { ...prod, pseudonymise: true, notifications: [{ name: 'ops', kind: 'slack' as const }] };
  assert.deepEqual(keyUses({ ...all, encryptionKey }), [
    'ingest: kms:Decrypt via secretsmanager',
    'ingest: kms:Decrypt, kms:GenerateDataKey via s3',
    'ingest: kms:Decrypt, kms:GenerateDataKey via sqs',
    'index: kms:Decrypt via secretsmanager',
    'index: kms:GenerateDataKey via s3',
    'reconcile: kms:Decrypt via s3',
    'reconcile: kms:Decrypt via secretsmanager',
    'reconcile: kms:Decrypt, kms:GenerateDataKey via s3',
    'findings: kms:Decrypt via sqs',
    'findings: kms:Decrypt, kms:GenerateDataKey via sns',
    'findings: kms:Decrypt via secretsmanager',
    'findings: kms:Decrypt, kms:GenerateDataKey via sqs',
  ]);
  assert.deepEqual(keyUses(all), []);
});

test('the policy of a key in the documents lets in the services that use it, for this account alone', () => {
  const page = readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'configuration.md'), 'utf8');
  const [, json = ''] = /#### An existing key[^]*?\n( {4}\{\n[^]*? {4}\}\n)/.exec(page) ?? [];
  const { Statement } = JSON.parse(json) as { Statement: { Principal: { Service?: string }; Condition?: unknown }[] };
  const services = Statement.filter(({ Principal }) => Principal.Service !== undefined);
  assert.deepEqual(
    services.map(({ Principal }) => Principal.Service),
    ['s3.amazonaws.com', 'cloudwatch.amazonaws.com', 'logs.REGION.amazonaws.com'],
  );
  assert.ok(services.every(({ Condition }) => JSON.stringify(Condition).includes('ACCOUNT')));
});
