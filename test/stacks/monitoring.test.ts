import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { METRIC_NAMESPACE, metricNames } from '../../core/metric-names.ts';
import { alarmsOfTemplates, get, metricsOf, monitoring } from './alarms.ts';
import { expressStage, preset, synthesise } from './synthesis.ts';

const root = join(import.meta.dirname, '..', '..');
const runbook = readFileSync(join(root, 'docs/runbook.md'), 'utf8');
const dev = preset('dev');
const prod = preset('prod', { notifications: [{ name: 'ops', kind: 'slack' }] });

test('every alarm has its heading in the runbook, and every heading an alarm', () => {
  const headings = new Set(Array.from(runbook.matchAll(/^## (.+)$/gm), ([, heading = '']) => heading));
  const named = new Set(
    [dev, prod, expressStage()].flatMap((stage) =>
      [...alarmsOfTemplates(stage).values()].map(
        ({ AlarmDescription }) => /docs\/runbook\.md, "([^"]+)"/.exec(AlarmDescription)?.[1] ?? '',
      ),
    ),
  );
  assert.deepEqual([...named].sort(), [...headings].sort());
});

test('the table of the runbook leads from the name of each alarm to its section', () => {
  const rows = Array.from(runbook.matchAll(/^\| (.+) \| \[(.+)\]\(#(.+)\) \|$/gm), ([, names = '', title = '']) => ({
    names: Array.from(names.matchAll(/`([^`]+)`/g), ([, name]) => name),
    title,
  }));
  for (const stage of [dev, prod, expressStage()])
    for (const [name, { AlarmDescription }] of alarmsOfTemplates(stage)) {
      const inTable = name
        .replace(/^broker-\d+-/, 'broker-N-')
        .replace(/^[a-z-]+-(errors|throttles|duration)$/, 'FUNCTION-$1');
      const row = rows.find(({ names }) => names.includes(inTable));
      assert.ok(row !== undefined && AlarmDescription.includes(`docs/runbook.md, "${row.title}"`), name);
    }
});

test('every section of the runbook says what the alarm means, what is lost, where to look and what to do', () => {
  const [, ...sections] = runbook.split(/^## /m);
  for (const section of sections) {
    const parts = Array.from(section.matchAll(/^\*\*(\w+)\.\*\*/gm), ([, part]) => part);
    assert.deepEqual(parts, ['Means', 'Lost', 'Look', 'Do'], section.split('\n')[0]);
  }
});

test('the runbook finds functions, logs and queues by names that they have', () => {
  const { templates } = synthesise(prod);
  const named = Array.from(
    runbook.matchAll(
      /(id|logs) (storage|stream|search|ingest|index|reconcile|findings|provisioning) (?:(Lambda::Function|SQS::Queue|MSK::Cluster|Logs::LogGroup) )?(\w+)/g,
    ),
    ([, , stack = '', type = 'Logs::LogGroup', prefix = '']) => [stack, type, prefix] as const,
  );
  assert.ok(named.length > 15);
  for (const [stack, type, prefix] of named) {
    const ids = Object.keys(templates[stack as keyof typeof templates].findResources(`AWS::${type}`));
    assert.equal(ids.filter((id) => id.startsWith(prefix)).length, 1, `${stack} ${type} ${prefix}`);
  }
});

test('the runbook names settings that a stage has, and messages that functions log', () => {
  const settings = Array.from(
    runbook.matchAll(/`((?:kafka|search|ingest|indexer|polling)\.[\w.]+)/g),
    ([, name = '']) => name,
  );
  assert.ok(settings.length > 15);
  for (const name of settings) {
    const value = name.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], prod);
    assert.notEqual(value, undefined, name);
  }
  const messages = Array.from(runbook.matchAll(/`logs \w+ \w+`: `([a-z ]+)`/g), ([, message = '']) => message);
  assert.ok(messages.length >= 5);
  const sources = globSync('lambdas/*/*.ts', { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'));
  for (const message of messages)
    assert.ok(
      sources.some((source) => source.includes(`'${message}'`)),
      message,
    );
});

for (const stage of [dev, prod, expressStage()]) {
  describe(`${stage.name} with ${stage.kafka.brokers} brokers`, () => {
    const alarms = alarmsOfTemplates(stage);

    test('an alarm says how bad it is, what no data means and why', () => {
      assert.ok(alarms.size > 20);
      for (const [name, alarm] of alarms) {
        assert.match(alarm.AlarmDescription, /^(critical|warning): .+\. What to do: .+ No data: .{20,}\.$/, name);
        assert.match(alarm.TreatMissingData, /^(missing|notBreaching|breaching|ignore)$/, name);
      }
    });

    test('critical alarms go to one topic when they begin and when they end, warnings to another when they begin', () => {
      for (const [name, alarm] of alarms) {
        const isCritical = alarm.AlarmDescription.startsWith('critical');
        const topic = isCritical ? /"CriticalAlarms/ : /"WarningAlarms/;
        assert.equal(alarm.AlarmActions.length, 1, name);
        assert.match(JSON.stringify(alarm.AlarmActions), topic, name);
        assert.deepEqual(alarm.OKActions, isCritical ? alarm.AlarmActions : undefined, name);
      }
    });

    test('what our functions count is alarmed on under the names and dimensions that they write', () => {
      const written = new Map(
        Object.entries(metricNames).flatMap(([service, names]) => Object.values(names).map((name) => [name, service])),
      );
      const ours = [...alarms.values()].flatMap(metricsOf).filter(({ Namespace }) => Namespace === METRIC_NAMESPACE);
      assert.ok(ours.length > 10);
      for (const { MetricName, Dimensions = [] } of ours) {
        const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
        assert.deepEqual(dimensions, { service: written.get(MetricName as never), stage: stage.name }, MetricName);
      }
    });

    test('every metric that is counted is alarmed on or shown', () => {
      const dashboard = JSON.stringify(monitoring(stage).findResources('AWS::CloudWatch::Dashboard'));
      for (const name of Object.values(metricNames).flatMap((names) => Object.values(names))) {
        const alarmed = [...alarms.values()].flatMap(metricsOf).some(({ MetricName }) => MetricName === name);
        assert.ok(alarmed || dashboard.includes(`\\"${name}\\"`), name);
      }
    });

    test('each function is watched for failures, throttling and its time limit', () => {
      for (const name of ['ingest', 'indexer', 'provision', 'inspect', 'findings']) {
        for (const what of ['errors', 'throttles', 'duration']) assert.ok(alarms.has(`${name}-${what}`), name);
      }
    });

    test('each broker is watched, by the number that MSK gives it', () => {
      const cpu = Array.from({ length: stage.kafka.brokerCount }, (_, at) => alarms.get(`broker-${at + 1}-cpu`));
      cpu.forEach((alarm, at) => {
        const dimensions = metricsOf(alarm ?? assert.fail(`broker ${at + 1}`)).map(({ Dimensions = [] }) =>
          Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
        );
        const dimension = { 'Cluster Name': `kafkainsight-${stage.name}`, 'Broker ID': String(at + 1) };
        assert.deepEqual(dimensions, [dimension, dimension]);
      });
      assert.ok(!alarms.has(`broker-${stage.kafka.brokerCount + 1}-cpu`));
    });

    test("there are at most ten metrics in an alarm, and its name fits CloudWatch's limits", () => {
      // CloudWatch API reference, PutMetricAlarm: names of 255 characters, descriptions of 1024; CloudWatch User Guide, "Creating
      // a CloudWatch alarm based on a metric math expression": up to ten metrics
      for (const alarm of alarms.values()) {
        assert.ok(alarm.AlarmName.length <= 255 && alarm.AlarmDescription.length <= 1024, alarm.AlarmName);
        assert.ok(metricsOf(alarm).length <= 10, alarm.AlarmName);
      }
    });
  });
}

test('the dashboard shows the alarms, then the metrics along the way of a line', () => {
  const body = JSON.stringify(monitoring(dev).findResources('AWS::CloudWatch::Dashboard'));
  const along = [
    'alarm',
    'ApproximateNumberOfMessagesVisible',
    'LinesProduced',
    'SumOffsetLag',
    'RecordsIndexed',
    'JVMMemoryPressure',
    'Throttles',
  ];
  const places = along.map((name) => body.indexOf(`\\"${name}\\"`));
  assert.ok(places.every((place) => place > 0));
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
});

test('a reconciliation that does not run is alarmed on by its silence, a failed step until the next deployment', () => {
  assert.equal(get(dev, 'reconcile-overdue').TreatMissingData, 'breaching');
  // long enough to see what failed before the alarm was created, in the same deployment
  assert.partialDeepStrictEqual(get(dev, 'provisioning-failed'), { TreatMissingData: 'ignore', Period: 3600 });
});

test('alarms go to topics of this stage, under a key that CloudWatch may use, over TLS, and on by e-mail', () => {
  const template = monitoring(preset('dev', { alarmEmails: ['ops@example.com', 'oncall@example.com'] }));
  template.resourcePropertiesCountIs('AWS::SNS::Subscription', { Protocol: 'email' }, 4);
  template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
  const conditions = Match.objectLike({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } });
  const byAlarms = (Action: unknown): unknown =>
    Match.objectLike({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action,
      Condition: conditions,
    });
  template.hasResourceProperties('AWS::KMS::Key', {
    EnableKeyRotation: true,
    KeyPolicy: { Statement: Match.arrayWith([byAlarms(['kms:Decrypt', 'kms:GenerateDataKey*'])]) },
  });
  template.resourceCountIs('AWS::SNS::TopicPolicy', 2);
  template.allResourcesProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        byAlarms('sns:Publish'),
      ]),
    },
  });
});
