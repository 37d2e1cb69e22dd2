/**
 * What AWS refuses at deployment though the schemas allow it: the rules of cdk-preflight, which its authors tried on AWS, and the errors of the
 * engine that CDK validates templates with.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { App, Stack } from 'aws-cdk-lib';
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import { Preflight } from 'cdk-preflight';
import cdk from '../../cdk.json' with { type: 'json' };
import { buildStage } from '../../lib/app.ts';
import { everyStage } from './every-stage.ts';

/** What CDK writes where a template breaks rules; those that are acknowledged are listed apart. */
interface Report {
  readonly pluginReports: readonly { readonly violations: readonly { readonly ruleName: string }[] }[];
}

/** The rules that an app's templates break. */
function refusals(build: (app: App) => void): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'kafkainsight-preflight-'));
  const app = new App({ outdir, context: { ...cdk.context, 'aws:cdk:bundling-stacks': [] } });
  build(app);
  Preflight.apply(app, { strict: true });
  try {
    app.synth();
    return [];
  } catch {
    const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as Report;
    return report.pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

test('what AWS would refuse is found', () => {
  const rules = refusals((app) => {
    new CfnMetricFilter(new Stack(app, 'broken'), 'Filter', {
      logGroupName: 'group',
      filterPattern: '[level = error',
      metricTransformations: [{ metricName: 'errors', metricNamespace: 'test', metricValue: '1' }],
    });
  });
  assert.deepEqual(rules, ['pf-logs-filter-pattern-bracket']);
});

for (const [name, stage] of Object.entries(everyStage)) {
  test(`AWS would refuse nothing of ${name}`, () => {
    const rules = refusals((app) => {
      buildStage(app, stage.name, [stage]);
    });
    assert.deepEqual(rules, []);
  });
}
