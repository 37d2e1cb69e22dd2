import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { accepts, MODIFIED, parseLine } from '../../test/helpers/parse-line.ts';

const event = { 'event.dataset': 'syslog', 'event.kind': 'event', 'log.syslog.version': '1' };
const local4notice = {
  'log.level': 'notice',
  'log.syslog.priority': 165,
  'log.syslog.facility.code': 20,
  'log.syslog.facility.name': 'local4',
  'log.syslog.severity.code': 5,
  'log.syslog.severity.name': 'Notice',
};
const example = '[exampleSDID@32473 iut="3" eventSource="Application" eventID="1011"]';
const exampleData = { 'exampleSDID@32473': { iut: '3', eventSource: 'Application', eventID: '1011' } };

/** The structured data of a line that has this text for it. */
const data = (text: string): unknown => parseLine('rfc5424', `<13>1 - - - - - ${text} m`)['log.syslog.structured_data'];

suite('a line of RFC 5424', () => {
  test('as the examples of its section 6.5 have it', () => {
    assert.deepEqual(
      parseLine(
        'rfc5424',
        "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \uFEFF'su root' failed for lonvick on /dev/pts/8",
      ),
      {
        ...event,
        '@timestamp': '2003-10-11T22:14:15.003Z',
        'log.level': 'critical',
        'log.syslog.priority': 34,
        'log.syslog.facility.code': 4,
        'log.syslog.facility.name': 'security/authorization',
        'log.syslog.severity.code': 2,
        'log.syslog.severity.name': 'Critical',
        'host.hostname': 'mymachine.example.com',
        'process.name': 'su',
        'log.syslog.msgid': 'ID47',
        message: "'su root' failed for lonvick on /dev/pts/8",
        'event.category': ['authentication'],
        'event.type': ['info'],
        'event.action': 'su_login',
        'event.outcome': 'failure',
        'user.name': 'lonvick',
        'user.effective.name': 'root',
      },
    );
    assert.deepEqual(
      parseLine(
        'rfc5424',
        "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.",
      ),
      {
        ...event,
        ...local4notice,
        '@timestamp': '2003-08-24T12:14:15.000Z',
        'host.hostname': '192.0.2.1',
        'process.name': 'myproc',
        'process.pid': 8710,
        message: "%% It's time to make the do-nuts.",
      },
    );
    const common = {
      ...event,
      ...local4notice,
      '@timestamp': '2003-10-11T22:14:15.003Z',
      'host.hostname': 'mymachine.example.com',
      'process.name': 'evntslog',
      'log.syslog.msgid': 'ID47',
    };
    const head = '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47';
    assert.deepEqual(parseLine('rfc5424', `${head} ${example} \uFEFFAn application event log entry...`), {
      ...common,
      'log.syslog.structured_data': exampleData,
      message: 'An application event log entry...',
    });
    assert.deepEqual(parseLine('rfc5424', `${head} ${example}[examplePriority@32473 class="high"]`), {
      ...common,
      'log.syslog.structured_data': { ...exampleData, 'examplePriority@32473': { class: 'high' } },
    });
  });

  test('may leave out everything', () => {
    const document = parseLine('rfc5424', '<165>1 - - - - - -');
    assert.deepEqual(document, {
      ...event,
      ...local4notice,
      '@timestamp': MODIFIED,
      'kafkainsight.time.inferred': ['time'],
    });
  });

  test('has structured data with escapes, repeated names and empty elements', () => {
    assert.deepEqual(data(String.raw`[a b="c\"d\\e\]f\g"]`), { a: { b: 'c"d\\e]f\\g' } });
    assert.deepEqual(data('[a b="1" b="2" b="3"][c][a d="4"]'), { a: { b: ['1', '2', '3'], d: '4' }, c: {} });
    assert.deepEqual(data('[__proto__ __proto__="é"]'), JSON.parse('{"__proto__":{"__proto__":"é"}}'));
  });

  test('keeps the line where its structured data does not fit a flattened field', () => {
    const line = `<13>1 - - - - - [a b="${'x'.repeat(33_000)}"] m`;
    const document = parseLine('rfc5424', line);
    assert.equal(document['log.syslog.structured_data'], undefined);
    assert.deepEqual(document['log.flags'], ['unflattened']);
    assert.equal(document['event.original'], line);
    assert.equal(document['message'], 'm');
    assert.equal(parseLine('rfc5424', line, {}, { keepOriginal: 'always' })['event.original'], line);
  });

  test('has a process id that is no number', () => {
    assert.equal(parseLine('rfc5424', '<13>1 - h a main-1 - - m')['log.syslog.procid'], 'main-1');
  });

  test('has any version, and host names that hold a space or a slash, as flog has them', () => {
    for (const [host, pid] of [
      ['leadweb services.com', 6523],
      ['leadweb services.com', 7],
      ['lead24/7.org', 6523],
    ] as const) {
      const line = `<50>3 2026-11-22T10:02:52.856Z ${host} velit ${pid} ID610 - You can - do it`;
      const document = parseLine('rfc5424', line);
      assert.equal(document['log.syslog.version'], '3');
      assert.equal(document['host.hostname'], host);
      assert.equal(document['process.name'], 'velit');
      assert.equal(document['process.pid'], pid);
      assert.equal(document['log.syslog.msgid'], 'ID610');
      assert.equal(document['message'], 'You can - do it');
    }
  });

  /** Host, application, process and message of a line with this after its time. */
  const header = (text: string): readonly unknown[] => {
    const document = parseLine('rfc5424', `<45>1 2026-11-22T10:02:52+00:00 ${text}`, { format: 'rfc5424' });
    assert.equal(document['event.kind'], 'event', text);
    assert.equal(document['@timestamp'], '2026-11-22T10:02:52.000Z');
    const process = document['process.pid'] ?? document['log.syslog.procid'];
    return [document['host.hostname'], document['process.name'], process, document['message']];
  };

  test('keeps host, application and message where structured data are missing, as in drains of Heroku', () => {
    // devcenter.heroku.com/articles/log-drains: "missing the STRUCTURED-DATA part".
    for (const message of [
      'State changed from starting to up',
      'at=info method=GET path="/" - fwd=203.0.113.9 - - x',
      '[info] [x y="1"] ready - steady',
      '[7] Puma starting',
      '[2026-11-22 10:02:52,123: MainProcess] Task ok',
      '203.0.113.9 - - [22/Nov/2026:10:02:00 +0000] connected',
      'served web.example.org in 12 ms - done',
      '-x',
    ]) {
      assert.deepEqual(header(`host app web.1 - ${message}`), ['host', 'app', 'web.1', message], message);
      assert.deepEqual(header(`d.7a-b heroku router -  ${message}`), ['d.7a-b', 'heroku', 'router', message]);
      // A bare word in brackets may be structured data of a process.
      if (!message.startsWith('[info]') && !message.startsWith('[7]'))
        assert.deepEqual(header(`host app 12 ID7 ${message}`), ['host', 'app', 12, message]);
    }
    assert.deepEqual(header('host app 12 ID7'), ['host', 'app', 12, undefined]);
    assert.deepEqual(header('host app 12 - [sdid] m'), ['host', 'app', 12, 'm']);
    assert.deepEqual(header('host app[12]: m of it'), ['host', 'app', 12, 'm of it']);
    assert.deepEqual(header('sw1 %SYS-5-CONFIG_I: Configured from console'), [
      'sw1',
      '%SYS-5-CONFIG_I',
      undefined,
      'Configured from console',
    ]);
  });

  test('has structured data that are odd', () => {
    for (const text of ['[a@1 b="c" ]', '[a@1  b="c"]', "[a@1 b='c']", '[a@1 b=c]', '[a@1 b="c"  ]']) {
      const document = parseLine('rfc5424', `<13>1 2026-11-22T10:02:52Z h a p - ${text} m`);
      assert.deepEqual(document['log.syslog.structured_data'], { 'a@1': { b: 'c' } }, text);
      assert.equal(document['message'], 'm');
      assert.equal(document['host.hostname'], 'h');
    }
    const document = parseLine(
      'rfc5424',
      String.raw`<13>1 2026-11-22T10:02:52Z h a p - [meta é="\"ü\"" n=][a@1 x=y] m`,
    );
    assert.deepEqual(document['log.syslog.structured_data'], { meta: { é: '"ü"', n: '' }, 'a@1': { x: 'y' } });
    assert.equal(document['message'], 'm');
    for (const text of ['[a@1 b="c"]m', '[a@1 b="c" m', '[] m', '[a@1 b="c] m', '[a b=c] m', '[a@1 b]c']) {
      assert.deepEqual(header(`h a p - ${text}`), ['h', 'a', 'p', text], text);
    }
  });

  test('has a false Z read in the zone of its source', () => {
    const line = '<50>1 2026-07-22T10:02:52.856Z h a 1 i - m';
    const document = parseLine('rfc5424', line, { timeZone: 'Europe/Zurich', ignoreOffset: true });
    assert.equal(document['@timestamp'], '2026-07-22T08:02:52.856Z');
    assert.deepEqual(parseLine('rfc5424', line, { ignoreOffset: true })['kafkainsight.time.inferred'], ['zone']);
  });

  test('is refused where anything is amiss', () => {
    for (const line of [
      '',
      '<192>1 - h a p i - m',
      '<13>0 - h a p i - m',
      '<13>01 - h a p i - m',
      '<13>1234 - h a p i - m',
      '<13>x - h a p i - m',
      '<13>1 2026-02-30T10:02:52Z h a p i - m',
      '<13>1 yesterday h a p i - m',
      '<13>1 - h a p i',
      '<13>1 - h a p i x',
      '<13>1 - h a p i -m',
      '<13>1 - h a p i [a b="c"]m',
      '<13>1 - h a p i [a b="c" m',
      '<13>1 - h a p i [a b=c] m',
      '<13>1 - h a p i [] m',
      '<13>1 - h a p i [a b="c] m',
      '<13>1  h a p i - m',
      '<13>1 2026-11-22t10:02:52Z h a p i - m',
      '<13>1 2026-11-22T10:02:52z h a p i - m',
      '<13>1 2026-11-22T10:02:52Z h',
      '<13>1 2026-11-22T10:02:52Z hello world',
      '<13>1 2026-11-22T10:02:52Z this is no header but text',
      '<13>1 2026-11-22T10:02:52Z  a 1 i - m',
      '<13>1 2026-11-22T10:02:52Z - - - - message',
      `<13>1 2026-11-22T10:02:52Z ${'h'.repeat(256)} a 1 i - m`,
    ]) {
      assert.equal(accepts('rfc5424', line), false, line);
    }
  });
});
