import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stage } from '../../lib/configuration/stage.ts';
import { type ChargedPieces, piecesOf } from '../../lib/sizing/estimate.ts';
import { clusterStage, expressStage, preset, stackNames, synthesise } from './synthesis.ts';

/** What in a stage's templates AWS charges by the piece. */
function piecesIn(stage: Stage): Omit<ChargedPieces, 'metrics'> {
  const { templates } = synthesise(stage);
  const all = (type: string): { readonly Properties: Readonly<Record<string, unknown>> }[] =>
    stackNames.flatMap((part) => Object.values(templates[part].findResources(type))) as never;
  const interfaces = all('AWS::EC2::VPCEndpoint').filter(
    ({ Properties }) => Properties['VpcEndpointType'] === 'Interface',
  );
  return {
    keys: all('AWS::KMS::Key').length,
    alarmMetrics: all('AWS::CloudWatch::Alarm').reduce((sum, { Properties }) => sum + metricsOf(Properties), 0),
    secrets: all('AWS::SecretsManager::Secret').length,
    endpoints: interfaces.reduce((sum, { Properties }) => sum + (Properties['SubnetIds'] as unknown[]).length, 0),
  };
}

/** An alarm is of one metric, or of an expression of some; the bounds of what is usual count as two more (Amazon CloudWatch pricing). */
function metricsOf({ Metrics = [{ MetricStat: {} }] }: { readonly Metrics?: readonly object[] }): number {
  const bounds = JSON.stringify(Metrics).includes('ANOMALY_DETECTION_BAND') ? 2 : 0;
  return Metrics.filter((one) => 'MetricStat' in one).length + bounds;
}

for (const [name, stage] of Object.entries({
  dev: preset('dev'),
  prod: preset('prod'),
  'findings that are told': preset('prod', { notifications: [{ name: 'ops', kind: 'slack' }] }),
  'a cluster that is there': clusterStage(),
  'a key of the organisation': preset('prod', {
    encryptionKey: 'arn:aws:kms:eu-west-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  }),
  'express brokers and pseudonyms': { ...expressStage(), pseudonymise: true },
})) {
  test(`the estimate of ${name} counts what the templates hold`, () => {
    const { metrics, ...pieces } = piecesOf(stage);
    assert.ok(metrics > 0);
    assert.deepEqual(pieces, piecesIn(stage));
  });
}
