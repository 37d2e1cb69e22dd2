import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';
import type { Layout } from '../layout.ts';

const ID = 'o3k2v9fq7p1m8c5t6b0d';
/** printf o3k2v9fq7p1m8c5t6b0d | sha256sum, its first 32 digits */
const FINGERPRINT = '7bc9f6caf17fb33a645736127c93f150';
/** printf 'user\0o3k2v9fq7p1m8c5t6b0d' | openssl dgst -sha256 -hmac k, its first 32 digits */
const PSEUDONYM = '1c9157d8f026e92185ebb44292ec0c98';
const pseudonyms = { pseudonymKey: Buffer.from('k') };

const json = (more: object, options = {}): ParsedLine =>
  parseLine('json', JSON.stringify({ time: '2026-11-22T10:02:52Z', msg: 'paid', ...more }), {}, options);
const read = (format: Layout, line: string, options = {}): ParsedLine => parseLine(format, line, { format }, options);

suite('the id of a session', () => {
  test('is a fingerprint beside what the line says of it, by any of its names', () => {
    for (const key of ['session_id', 'sessionId', 'session.id', 'sessionid']) {
      const document = json({ [key]: ID });
      assert.equal(document['session.id'], FINGERPRINT, key);
      assert.deepEqual(document['kafkainsight.json'], { [key]: ID });
    }
    assert.equal(json({ session: { id: ID } })['session.id'], FINGERPRINT);
    assert.equal(json({ session_id: ID, sessionId: 'another-id-of-a-session' })['session.id'], FINGERPRINT);
  });

  test('is none where it is short or a number, as counters and connections of databases have it', () => {
    // PostgreSQL, "Error Reporting and Logging": session_id is the time and the process in hexadecimal digits
    for (const session_id of ['6926c2d4.1f2a', '-', '', 42, 1_234_567_890_123_456, null, ['a'], 'x'.repeat(513)])
      assert.equal(json({ session_id })['session.id'], undefined, String(session_id));
  });

  test('is in a cookie that a layout names, of nginx or Apache, whatever its case', () => {
    const nginx = '$remote_addr [$time_local] "$request" $status $cookie_PHPSESSID $cookie_theme';
    const line = `203.0.113.9 [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 ${ID} dark`;
    const document = read({ nginx }, line);
    assert.equal(document['session.id'], FINGERPRINT);
    assert.deepEqual(document['kafkainsight.fields'], { cookie_PHPSESSID: ID, cookie_theme: 'dark' });
    const apache = '%h %t "%r" %>s "%{connect.sid}C"';
    const express = read(
      { apache },
      '203.0.113.9 [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 "s%3AabcDEF0123456789.sig"',
    );
    // printf 's%%3AabcDEF0123456789.sig' | sha256sum
    assert.equal(express['session.id'], '4b44deebb3876492d40d4544af180aaf');
    const none = read({ apache }, '203.0.113.9 [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 "-"');
    assert.equal(none['session.id'], undefined);
  });

  test('is what a layout of one’s own calls so', () => {
    const dissect = '%{@timestamp} %{session.id} %{message}';
    assert.equal(read({ dissect }, `2026-11-22T10:02:52Z ${ID} paid`)['session.id'], FINGERPRINT);
  });

  test('is a pseudonym wherever it is, where those are wanted', () => {
    const told = [
      json({ session_id: ID }, pseudonyms),
      json({ nested: { sessionId: ID } }, pseudonyms),
      read({ nginx: '$time_iso8601 $cookie_phpsessid' }, `2026-11-22T10:02:52+00:00 ${ID}`, pseudonyms),
    ];
    assert.deepEqual(
      told.map((document) => document['session.id']),
      [PSEUDONYM, undefined, PSEUDONYM],
    );
    for (const document of told) {
      const text = JSON.stringify(document);
      assert.ok(text.includes(PSEUDONYM) && !text.includes(ID), text);
    }
  });
});
