/**
 * What can be checked without an engine: compose.yaml is consistent, matches lib/versions.json and .env.example, and stays small and
 * local.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import versions from '../../../lib/versions.json' with { type: 'json' };
import { SERVER_NAMES } from '../../../local/compose/certificates.ts';
import { PORTS } from '../../../local/compose/host/env-file.ts';
import { PASSWORDS } from '../../../local/compose/passwords.ts';
import {
  composeText,
  exampleVariables,
  LOCAL_FOLDER,
  readComposeFile,
  variablesOf,
} from '../../helpers/compose-file.ts';
import { readStages } from '../../integration/compose/image.ts';

const example = readFileSync(path.join(LOCAL_FOLDER, '.env.example'), 'utf8');
const file = readComposeFile(exampleVariables());
const services = Object.entries(file.services);

/** Names of the variables that the text interpolates. */
const used = new Set(Array.from(composeText().matchAll(/(?<!\$)\$\{(\w+)/g), ([, name = '']) => name));

/** All services that a service waits for, directly or indirectly. */
function startsAfter(name: string): Set<string> {
  const direct = Object.keys(file.services[name]?.depends_on ?? {});
  return new Set(direct.flatMap((other) => [other, ...startsAfter(other)]));
}

const isOurs = ({ image }: { readonly image: string }): boolean => image === 'kafkainsight:local';

function megabytes(limit: string): number {
  const [, number = '', unit = ''] = /^(\d+)([mg])$/.exec(limit) ?? assert.fail(`${limit} is no limit`);
  return Number(number) * (unit === 'g' ? 1024 : 1);
}

describe('images', () => {
  test('are those of lib/versions.json, and none is the newest by name', () => {
    const expected: Record<string, string> = {
      'kafka-1': `apache/kafka:${versions.kafka}`,
      'kafka-2': `apache/kafka:${versions.kafka}`,
      'kafka-3': `apache/kafka:${versions.kafka}`,
      elasticsearch: `elasticsearch:${versions.elasticsearch}`,
      kibana: `kibana:${versions.kibana}`,
    };
    for (const [name, { image, build, pull_policy: pullPolicy }] of services) {
      assert.equal(image, expected[name] ?? 'kafkainsight:local', name);
      // only one builds, since several builds of the same tag collide; the others use its image
      const policy = name === 'secrets' ? 'build' : expected[name] === undefined ? 'never' : undefined;
      assert.equal(pullPolicy, policy, name);
      assert.equal(build !== undefined, name === 'secrets', name);
      if (policy === 'never')
        assert.ok(startsAfter(name).has('secrets'), `${name} may start before its image is built`);
    }
    for (const { image } of readStages()) assert.equal(image, `node:${versions.nodeImage}`);
    assert.ok(versions.nodeImage.startsWith(`${versions.node}.`));
  });

  test("the image's Node is the one that the tests run on", () => {
    assert.equal(versions.nodeImage.split('-')[0], process.versions.node);
  });
});

describe('services', () => {
  for (const [name, service] of services) {
    test(`${name}: what it waits for is there, and can come about`, () => {
      for (const [other, { condition }] of Object.entries(service.depends_on)) {
        const target = file.services[other] ?? assert.fail(`there is no service ${other}`);
        const isStep = target.restart === undefined;
        if (condition === 'service_completed_successfully') assert.ok(isStep, `${other} never ends`);
        if (condition === 'service_healthy') {
          assert.ok(!isStep && target.healthcheck?.disable !== true, `${other} has no health`);
          // our image has the one of the Dockerfile
          assert.ok(target.healthcheck?.test !== undefined || isOurs(target), `${other} has no health check`);
        }
        assert.ok(
          target.profiles.every((profile) => service.profiles.includes(profile)),
          `${other} may be left out`,
        );
      }
    });

    test(`${name}: its volumes are declared, its ports are this machine's alone, its times are sane`, () => {
      for (const volume of service.volumes) {
        const [source = '', target = ''] = volume.split(':');
        assert.ok(source === './inbox' || source in file.volumes, `volume ${source}`);
        assert.ok(target.startsWith('/'), volume);
      }
      for (const port of service.ports) assert.match(port, /^127\.0\.0\.1:\d+:\d+$/);
      const { interval, timeout, start_period: start } = service.healthcheck ?? {};
      for (const time of [interval, timeout, start, service.stop_grace_period]) {
        if (time === undefined) continue;
        const [, seconds = ''] = /^(\d+)s$/.exec(time) ?? assert.fail(`${time} is no time`);
        assert.ok(Number(seconds) >= 4 && Number(seconds) <= 120, time);
      }
      assert.deepEqual(service.logging.options, { 'max-size': '10m', 'max-file': '3' });
    });

    if (isOurs(service)) {
      test(`${name}: has no rights but those of its user, and writes to volumes alone`, () => {
        assert.equal(service.read_only, true);
        assert.deepEqual(service.cap_drop, ['ALL']);
        assert.deepEqual(service.tmpfs, ['/tmp']);
      });
    }
  }

  test('no two have the same port, and each volume has its use', () => {
    const ports = services.flatMap(([, service]) => service.ports.map((port) => port.split(':')[1]));
    assert.equal(new Set(ports).size, ports.length);
    const mounted = new Set(services.flatMap(([, service]) => service.volumes.map((volume) => volume.split(':')[0])));
    for (const volume of Object.keys(file.volumes)) assert.ok(mounted.has(volume), volume);
  });

  test('a server sees its own certificate, and no step but the first writes secrets', () => {
    for (const [name, { volumes }] of services) {
      const mounts = volumes.filter((volume) => volume.startsWith('secrets-'));
      if (name === 'secrets') continue;
      assert.ok(mounts.length <= 1, name);
      // an empty volume would get the owner of the image's folder, from the container created last
      for (const mount of mounts) assert.match(mount, /:ro,nocopy$/, name);
    }
    for (const server of ['elasticsearch', 'kibana'] as const) {
      assert.ok(file.services[server]?.volumes.some((volume) => volume.startsWith(`secrets-${server}:`)));
      assert.equal(SERVER_NAMES[server][0], server);
    }
    for (const broker of ['kafka-1', 'kafka-2', 'kafka-3'] as const)
      assert.ok(SERVER_NAMES.kafka.some((name) => name === broker));
  });

  test('the pipeline starts again where its secrets have changed, and is told all brokers', () => {
    assert.equal(file.services['pipeline']?.depends_on['secrets']?.restart, true);
    assert.equal(file.services['pipeline'].environment['KAFKA_BROKERS'], 'kafka-1:9092');
  });

  test('every folder that an image declares as a volume is mounted, so that none is left without a name', () => {
    // apache/kafka, docker/jvm/Dockerfile; those of Elasticsearch and Kibana declare none (elastic/dockerfiles)
    const declared = ['/etc/kafka/secrets', '/var/lib/kafka/data', '/mnt/shared/config'];
    for (const name of ['kafka-1', 'kafka-2', 'kafka-3']) {
      const { volumes, tmpfs } = file.services[name] ?? assert.fail(name);
      const mounted = [...volumes.map((volume) => volume.split(':')[1]), ...tmpfs];
      for (const folder of declared) assert.ok(mounted.includes(folder), `${name}: ${folder}`);
    }
  });

  test('fit into a laptop of 8 GB, with three brokers too', () => {
    const sum = (names: readonly string[]): number =>
      services
        .filter(([name]) => !names.includes(name))
        .reduce((total, [, { mem_limit: limit }]) => total + megabytes(limit), 0);
    const steps = ['secrets', 'setup', 'dashboards'];
    assert.ok(sum([...steps, 'kafka-2', 'kafka-3']) <= 5 * 1024, 'one broker');
    assert.ok(sum(steps) <= 6.5 * 1024, 'three brokers');
    for (const [name, { environment, mem_limit: limit }] of services) {
      const heap = /-Xmx(\d+)m/.exec(environment['KAFKA_HEAP_OPTS'] ?? environment['ES_JAVA_OPTS'] ?? '');
      if (heap) assert.ok(Number(heap[1]) <= megabytes(limit) / 2, `${name}: half of it is for what is not heap`);
    }
  });
});

describe('.env.example', () => {
  test('explains every variable that compose.yaml uses, and no other', () => {
    assert.deepEqual(Object.keys(variablesOf(example)).sort(), [...used].sort());
    const lines = example.split('\n');
    lines.forEach((line, index) => {
      if (/^\w+=/.test(line) && !/^(#|KAFKA_PORT)/.test(lines[index - 1] ?? ''))
        assert.fail(`${line} is not explained`);
    });
  });

  test("has the ports and passwords that the checks know, with compose.yaml's own defaults", () => {
    const variables = variablesOf(example);
    for (const [name, port] of Object.entries(PORTS)) {
      assert.equal(variables[name], String(port));
      assert.ok(composeText().includes(`\${${name}:-${port}}`), name);
    }
    for (const name of Object.keys(PASSWORDS)) assert.equal(variables[name], 'change-me');
  });

  test('a missing password is refused by the file itself, with what to do', () => {
    for (const name of Object.keys(PASSWORDS)) {
      assert.throws(() => readComposeFile({ ...exampleVariables(), [name]: '' }), {
        message: `${name}: Copy local/.env.example to local/.env and set ${name}`,
      });
    }
  });
});
