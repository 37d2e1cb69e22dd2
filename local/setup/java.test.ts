import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { KafkaInsightError } from '../../core/errors.ts';
import { chooseJdk, findJdk, majorVersionOf } from './java.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-java-'));
after(() => {
  rmSync(folder, { recursive: true });
});

/** The layout of a JDK: https://openjdk.org/jeps/220, "New runtime image structure". */
function layOutJdk(version: string): string {
  const home = path.join(folder, version);
  mkdirSync(path.join(home, 'bin'), { recursive: true });
  writeFileSync(path.join(home, 'bin', 'java'), '');
  writeFileSync(path.join(home, 'release'), `IMPLEMENTOR="Somebody"\nJAVA_VERSION="${version}"\n`);
  return home;
}

test('the major version is read from old and new version numbers', () => {
  // The forms of https://openjdk.org/jeps/223 and, before Java 9, of its section "Historical".
  const expected: [string, number | undefined][] = [
    ['17.0.15', 17],
    ['25', 25],
    ['25-ea', 25],
    ['21.0.2+13', 21],
    ['1.8.0_392', 8],
    ['9.0.4', 9],
    ['', undefined],
    ['unknown', undefined],
  ];
  for (const [version, major] of expected) assert.equal(majorVersionOf(version), major, version);
});

test('the first JDK that is new enough is taken', () => {
  const jdks = [8, 17, 21, 25].map((majorVersion) => ({ home: `/jdk-${majorVersion}`, majorVersion }));
  assert.equal(chooseJdk(jdks, 17)?.majorVersion, 17);
  assert.equal(chooseJdk(jdks, 18)?.majorVersion, 21);
  assert.equal(chooseJdk(jdks, 26), undefined);
});

test('JAVA_HOME is asked before anything else', () => {
  const home = layOutJdk('77.0.1');
  const before = process.env['JAVA_HOME'];
  process.env['JAVA_HOME'] = home;
  try {
    assert.deepEqual(findJdk('Kafka', 17), { home, majorVersion: 77 });
  } finally {
    if (before === undefined) delete process.env['JAVA_HOME'];
    else process.env['JAVA_HOME'] = before;
  }
});

test('a machine without a fitting Java is told what to install, what was found, and the way without', () => {
  const home = layOutJdk('1.8.0_392');
  const before = process.env['JAVA_HOME'];
  process.env['JAVA_HOME'] = home;
  try {
    assert.throws(
      () => findJdk('OpenSearch 3.5.0', 990),
      (error) => {
        assert.ok(error instanceof KafkaInsightError);
        assert.equal(error.code, 'JAVA_MISSING');
        assert.match(error.message, /^OpenSearch 3\.5\.0 needs Java 990 or later; found only Java 8 in /);
        assert.match(error.message, /Install a JDK 990 .*local\/compose\.yaml/);
        return true;
      },
    );
  } finally {
    if (before === undefined) delete process.env['JAVA_HOME'];
    else process.env['JAVA_HOME'] = before;
  }
});
