import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as v from 'valibot';
import { type Source, sourceOf, sourceSchema } from './sources.ts';

suite('the source of a file', () => {
  const web: Source = { prefix: 'web/', format: 'apache_combined' };
  const proxy: Source = { prefix: 'web/proxy', timeZone: 'Europe/Zurich' };
  const all: Source = { prefix: '', dataset: 'other' };

  test('is the one with the longest prefix that fits, whatever the order', () => {
    for (const sources of [
      [all, web, proxy],
      [proxy, web, all],
    ]) {
      assert.equal(sourceOf(sources, 'web/proxy-1.log'), proxy);
      assert.equal(sourceOf(sources, 'web/a.log'), web);
      assert.equal(sourceOf(sources, 'a.log'), all);
    }
  });

  test('says nothing where none fits', () => {
    assert.deepEqual(sourceOf([web], 'a.log'), { prefix: '' });
    assert.deepEqual(sourceOf([], 'a.log'), { prefix: '' });
  });
});

suite('a source', () => {
  test('is taken with all its properties', () => {
    const whole = {
      prefix: 'a/',
      format: 'json',
      timeZone: 'America/New_York',
      ignoreOffset: true,
      proxies: ['10.0.0.0/8', '2001:db8::1'],
      dataset: 'shop.orders',
    };
    assert.deepEqual(v.parse(sourceSchema, whole), whole);
    assert.deepEqual(v.parse(sourceSchema, { prefix: '' }), { prefix: '' });
  });

  test('may have a layout for a format, whose problems are all named', () => {
    for (const format of [
      { nginx: '$remote_addr $status' },
      { apache: '%h %>s' },
      { dissect: '%{source.ip} %{message}' },
    ])
      assert.deepEqual(v.parse(sourceSchema, { prefix: '', format }), { prefix: '', format });
    const { issues } = v.safeParse(sourceSchema, { prefix: '', format: { apache: '%Z %h%u' }, zone: '' });
    assert.deepEqual(
      issues?.map((issue) => [v.getDotPath(issue), issue.message.split(' (')[0]]),
      [
        ['format', '%Z is no directive of LogFormat'],
        ['format', 'nothing tells where the value before ends and this one begins'],
        ['zone', issues?.at(-1)?.message.split(' (')[0]],
      ],
    );
    const none = v.safeParse(sourceSchema, { prefix: '', format: { nginx: '$status', apache: '%s' } }).issues;
    assert.match(none?.[0].message ?? '', /^must be a layout \(\{"nginx": "…"\}, or .*\) or one of apache_error, /);
  });

  test('is refused, every mistake named', () => {
    const wrong = {
      prefix: 1,
      format: 'xml',
      timeZone: 'Mars/Base',
      ignoreOffset: 'no',
      proxies: ['10.0.0.0/8', '10.0.0.0/40'],
      dataset: 'Shop-Orders',
      zone: 'UTC',
    };
    const result = v.safeParse(sourceSchema, wrong);
    const paths = result.issues?.map((issue) => v.getDotPath(issue));
    assert.deepEqual(paths?.sort(), ['dataset', 'format', 'ignoreOffset', 'prefix', 'proxies.1', 'timeZone', 'zone']);
  });
});
