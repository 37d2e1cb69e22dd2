import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';
import { detected, reads } from '../../../test/helpers/reads.ts';

// github.com/roidrage/lograge: README, lib/lograge/formatters/key_value.rb and spec/formatters/key_value_spec.rb
const LINE =
  'method=GET path=/jobs/833552.json format=json controller=JobsController action=show status=200 duration=58.33 view=40.43 db=15.26';
const KEPT = { format: 'json', controller: 'JobsController', action: 'show', view: '40.43', db: '15.26' };
const REQUEST = {
  'event.dataset': 'apache.access',
  'event.category': ['web'],
  'event.type': ['access'],
  'event.outcome': 'success',
  'event.duration': 58_330_000,
  'http.request.method': 'GET',
  'http.response.status_code': 200,
  'url.original': '/jobs/833552.json',
  'url.path': '/jobs/833552.json',
};
const ID = '8601b555-6a83-4c12-8269-97c8e32cdb22';
const REST = 'kafkainsight.rest';
const FIELDS = 'kafkainsight.fields';

suite('a line of lograge', () => {
  test('has what was asked for, and by which controller it was answered', () => {
    reads('lograge', LINE, { ...REQUEST, [FIELDS]: KEPT, 'kafkainsight.time.inferred': ['time'] });
    const failed = `method=POST path=/carts format=*/* controller=Shop::CartsController action=create status=500 error='RuntimeError: it's gone' duration=3.1`;
    reads('lograge', failed, {
      'event.outcome': 'failure',
      'event.duration': 3_100_000,
      'error.message': "RuntimeError: it's gone",
      [FIELDS]: { format: '*/*', controller: 'Shop::CartsController', action: 'create' },
    });
  });

  test('is in Ruby’s Logger, and behind tags (Rails, "config.log_tags")', () => {
    const logged = (text: string): ParsedLine =>
      parseLine('ruby_logger', `I, [2026-11-22T10:02:52.123456 #4321]  INFO -- : ${text}`);
    const expected = {
      ...REQUEST,
      '@timestamp': '2026-11-22T10:02:52.123Z',
      'process.pid': 4321,
      'log.level': 'info',
      message: undefined,
    };
    const check = (document: ParsedLine, values: ParsedLine): void => {
      assert.deepEqual(Object.fromEntries(Object.keys(values).map((key) => [key, document[key]])), values);
    };
    check(logged(LINE), expected);
    check(logged(`[${ID}] ${LINE}`), { ...expected, 'http.request.id': ID });
    check(logged(`[${ID}] Cart 7 opened`), {
      'event.dataset': 'application',
      'http.request.id': ID,
      message: `[${ID}] Cart 7 opened`,
    });
    check(
      logged(
        JSON.stringify({
          method: 'GET',
          path: '/jobs/833552.json',
          controller: 'JobsController',
          action: 'show',
          status: 200,
          duration: 58.33,
        }),
      ),
      {
        ...expected,
        'event.dataset': 'json',
      },
    );
    reads('lograge', `[${ID}] [shop] ${LINE}`, { ...REQUEST, 'http.request.id': ID });
    check(parseLine('rfc3164', `Nov 24 13:31:27 app-1 rails[22622]: ${LINE}`), { ...REQUEST, 'process.pid': 22_622 });
  });

  test('has what the application adds, such as who asked and when (README, "custom_options")', () => {
    reads('lograge', `${LINE} time=2026-11-22 10:02:52 +0100 host=shop.example.org ip=203.0.113.9 user_id=7 plan=pro`, {
      '@timestamp': '2026-11-22T09:02:52.000Z',
      'url.domain': 'shop.example.org',
      'source.ip': '203.0.113.9',
      'user.id': '7',
      [FIELDS]: { ...KEPT, plan: 'pro' },
      [REST]: undefined,
    });
    // versions up to 0.11 have it first
    reads('lograge', `time=2026-11-22 10:02:52 +0100 ${LINE}`, {
      ...REQUEST,
      '@timestamp': '2026-11-22T09:02:52.000Z',
    });
  });

  test('is not believed to be what a client wrote into a value', () => {
    reads('lograge', `${LINE} agent=curl ip=203.0.113.9`, {
      'source.ip': undefined,
      [FIELDS]: { ...KEPT, agent: 'curl', ip: '203.0.113.9' },
    });
    reads('lograge', `${LINE} params={"q"=>"a"} ip=203.0.113.9`, {
      'source.ip': undefined,
      [REST]: 'params={"q"=>"a"} ip=203.0.113.9',
    });
    reads('lograge', `${LINE} agent=Mozilla/5.0 (X11) ip=203.0.113.9`, {
      'source.ip': undefined,
      [REST]: 'agent=Mozilla/5.0 (X11) ip=203.0.113.9',
    });
    reads('lograge', `${LINE} ip=203.0.113.9 status=500`, { 'http.response.status_code': 200, [REST]: 'status=500' });
    assert.equal(detected(LINE.replace('duration', "error='a' duration=1' duration")), 'text');
  });

  test('is none where its keys are others, or in another order', () => {
    for (const other of [
      LINE.replace('duration=58.33', 'took=58.33'),
      LINE.replace('action=show ', ''),
      LINE.replace('JobsController', 'jobs controller'),
      LINE.replace('path=/', 'path='),
      LINE.replace('status=200', 'status=OK'),
    ])
      assert.notEqual(detected(other), 'lograge', other);
  });
});
