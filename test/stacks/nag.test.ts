import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { deliveryNames } from '../../lib/configuration/deliveries.ts';
import type { Stage } from '../../lib/configuration/stage.ts';
import { clusterStage, domainStage, expressStage, preset, samlMetadata, synthesise } from './synthesis.ts';

const dev = preset('dev');
const prod = preset('prod');

const saml = { metadata: samlMetadata, rolesAttribute: 'groups', readers: ['readers'], admins: ['ops'] };

/** Each preset, and each option that creates other resources. */
const every: Readonly<Record<string, Stage>> = {
  dev,
  prod,
  'express brokers': expressStage(),
  'pseudonyms, producers and alarms by e-mail': preset('prod', {
    pseudonymise: true,
    producers: { principals: ['210987654321'], networks: ['10.1.0.0/16'] },
    alarmEmails: ['ops@example.com'],
  }),
  'a search domain with standby': preset('prod', {
    search: { ...prod.search, standby: true, replicas: 2, indexPeriod: 'month' },
  }),
  'networks, topics and limits of an organisation': preset('dev', {
    network: { vpcId: 'vpc-0a1b2c3d4e5f67890', subnetIds: ['subnet-0a1b2c3d4e5f67890', 'subnet-0a1b2c3d4e5f67891'] },
    search: { ...dev.search, allowedNetworks: ['203.0.113.0/24'] },
    alarmTopics: {
      critical: 'arn:aws:sns:eu-west-1:210987654321:pager',
      warning: 'arn:aws:sns:eu-west-1:210987654321:mail',
    },
  }),
  'a cluster that is there': clusterStage(),
  'a domain that is there': domainStage(),
  'people who sign in by SAML': preset('prod', { search: { ...prod.search, saml } }),
  'a key of the organisation': preset('prod', {
    encryptionKey: 'arn:aws:kms:eu-west-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    pseudonymise: true,
    notifications: [{ name: 'ops', kind: 'slack' }],
  }),
  'logs that AWS delivers': preset('dev', { deliveries: deliveryNames }),
  'findings that are told': preset('prod', {
    notifications: [
      { name: 'mail', kind: 'email', addresses: ['ops@example.com'] },
      { name: 'ops', kind: 'slack' },
    ],
  }),
  'a small domain in the VPC': preset('dev', { search: { ...dev.search, endpoint: 'vpc' } }),
};

/** The unacknowledged findings of AWS's rules for solutions: the rule, and where. */
function findings(app: IConstruct, checks = new AwsSolutionsChecks(app)): string[] {
  const { violations } = checks.validateScope(app);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath = '' }) => `${ruleName} ${constructPath}`),
  );
}

/** All findings, acknowledged or not. */
function allFindings(app: IConstruct): string[] {
  const checks = new AwsSolutionsChecks(app);
  Object.defineProperty(checks, 'isAcknowledged', { value: () => false });
  return findings(app, checks);
}

/** What is acknowledged: the rule, the construct that does, and why. */
function acknowledged(app: IConstruct): { readonly rule: string; readonly path: string; readonly reason: string }[] {
  return app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Readonly<Record<string, string>>))
      .map(([id, reason]) => ({ rule: id.replace(/^annotation::/i, ''), path: node.path, reason }))
      .filter(({ rule }) => rule.startsWith('AwsSolutions-')),
  );
}

for (const [name, stage] of Object.entries(every)) {
  test(`cdk-nag has nothing to say of ${name} that is not answered beside the construct`, () => {
    assert.deepEqual(findings(synthesise(stage).app), []);
  });

  test(`of ${name}, every answer has a finding and a reason`, () => {
    const { app } = synthesise(stage);
    const found = allFindings(app);
    assert.ok(found.length > 0);
    for (const { rule, path, reason } of acknowledged(app)) {
      assert.ok(
        found.some((finding) => finding.startsWith(`${rule} ${path}`)),
        `${path} answers ${rule}, which is not found`,
      );
      assert.ok(reason.length > 30, `${path}: ${rule}: ${reason}`);
    }
  });
}
