import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { everyStage } from './every-stage.ts';
import { synthesise } from './synthesis.ts';

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

for (const [name, stage] of Object.entries(everyStage)) {
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
