import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { accepts, type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';
import type { FormatChoice } from '../../format-table.ts';
import { MAX_LAYOUT_BYTES } from '../../layout.ts';
import { layoutProblems } from './compile.ts';

const read = (format: FormatChoice, line: string, source = {}): ParsedLine =>
  parseLine(format, line, { format, ...source });
const fieldsOf = (document: ParsedLine, ...names: readonly string[]): unknown[] => names.map((name) => document[name]);

const COMBINED = '203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 1 "-" "x"';

suite('a layout of nginx', () => {
  test('may be the directive as a whole', () => {
    const nginx = `log_format main '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';`;
    const document = read({ nginx }, `${COMBINED} "-"`);
    assert.deepEqual(fieldsOf(document, 'source.ip', 'user_agent.original', 'event.dataset'), [
      '203.0.113.9',
      'x',
      'apache.access',
    ]);
  });

  test('writes what it calls a value by the field that ECS has for it', () => {
    const nginx =
      '$msec $scheme://$host$request_uri $server_protocol $request_method $request_id ${remote_port} $pid $server_addr:$server_port $hostname';
    assert.deepEqual(
      read({ nginx }, '1795341772.123 https://www.example.org/a?b=c HTTP/2.0 GET 4f2b 50412 17 192.0.2.1:443 web1'),
      {
        '@timestamp': '2026-11-22T10:02:52.123Z',
        'event.dataset': 'apache.access',
        'event.kind': 'event',
        'event.category': ['web'],
        'event.type': ['access'],
        'url.scheme': 'https',
        'url.domain': 'www.example.org',
        'url.original': '/a?b=c',
        'url.path': '/a',
        'url.query': 'b=c',
        'http.version': '2.0',
        'http.request.method': 'GET',
        'http.request.id': '4f2b',
        'source.port': 50_412,
        'process.pid': 17,
        'destination.address': '192.0.2.1',
        'destination.ip': '192.0.2.1',
        'url.port': 443,
        'host.hostname': 'web1',
      },
    );
  });

  test('takes the finest of several times, and a field once: what else is told of it is kept', () => {
    const nginx = '[$time_local] $msec $request_method "$request" $status $upstream_status';
    const document = read({ nginx }, '[22/Nov/2026:10:02:52 +0000] 1795341772.123 GET "GET / HTTP/1.1" 200 502, 200');
    assert.equal(document['@timestamp'], '2026-11-22T10:02:52.123Z');
    assert.equal(document['http.request.method'], 'GET');
    assert.deepEqual(document['kafkainsight.fields'], {
      time_local: '22/Nov/2026:10:02:52 +0000',
      request_method: 'GET',
      upstream_status: '502, 200',
    });
  });

  test('has the query alone, which Apache prints with its question mark (mod_log_config, `%q`)', () => {
    const query = (line: string): unknown => read({ apache: '%h %U "%q" %>s' }, line)['url.query'];
    assert.equal(query('203.0.113.9 /cart "?b=c" 200'), 'b=c');
    assert.equal(query('203.0.113.9 /cart "" 200'), undefined);
  });

  test('ends a value without quotes where the rest of the line can be read', () => {
    const nginx = '$remote_user [$time_local] $http_user_agent $status';
    const document = read({ nginx }, 'ann [x] b [22/Nov/2026:10:02:52 +0000] Mozilla/5.0 (X11; 7) 404');
    assert.deepEqual(fieldsOf(document, 'user.name', 'user_agent.original', 'http.response.status_code'), [
      'ann [x] b',
      'Mozilla/5.0 (X11; 7)',
      404,
    ]);
  });

  test('refuses a line that is not of it, and says where', () => {
    for (const [line, reason] of [
      ['203.0.113.9 2x0 "a"', /its status does not match the layout/],
      ['nobody 200 "a"', /its remote_addr does not match/],
      ['203.0.113.9 200 "a', /its http_host does not match/],
      ['203.0.113.9 200 "a" b', /it continues after the end/],
      ['203.0.113.9 200', /its status does not match the layout, or something else follows it/],
    ] as const) {
      const document = read({ nginx: '$remote_addr $status "$http_host"' }, line);
      assert.equal(document['event.kind'], 'pipeline_error', line);
      assert.match(String(document['error.message']), reason);
      assert.equal(document['event.original'], line);
    }
  });

  test('replaces what names a person, kept values included', () => {
    const source = { format: { nginx: '$remote_addr $remote_user $upstream_addr $login_user $x' } };
    const document = parseLine(source.format, '203.0.113.9 ann 10.0.0.1:80 ben z', source, {
      pseudonymKey: Buffer.from('k'.repeat(16)),
    });
    const text = JSON.stringify(document);
    for (const told of ['203.0.113.9', 'ann', 'ben', '10.0.0.1']) assert.ok(!text.includes(told), told);
    assert.equal((document['kafkainsight.fields'] as ParsedLine)['x'], 'z');
  });

  test('ends a list of which nginx printed only the colon between two groups at the space behind it', () => {
    // ngx_http_upstream_module, "$upstream_addr": "server groups are separated by colons"; without a space before it, it separates nothing
    const fields = (line: string): unknown =>
      read({ nginx: '$request_id $upstream_addr $pipe' }, line)['kafkainsight.fields'];
    assert.partialDeepStrictEqual(fields('x : p'), { upstream_addr: ':', pipe: 'p' });
    assert.partialDeepStrictEqual(fields('x 10.0.0.1:80 : 10.0.0.2:80, 10.0.0.3:80 p'), {
      upstream_addr: '10.0.0.1:80 : 10.0.0.2:80, 10.0.0.3:80',
    });
  });

  test('keeps the line where a value is too long for a flattened field', () => {
    const line = `"${'x'.repeat(40_000)}" "y"`;
    const document = read({ nginx: '"$http_x_one" "$http_x_two"' }, line);
    assert.deepEqual(document['log.flags'], ['unflattened']);
    assert.equal(document['event.original'], line);
    assert.equal(document['kafkainsight.fields'], undefined);
  });
});

suite('a layout of Apache', () => {
  test('has conditions, parameters and durations', () => {
    const apache =
      '%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%!400,501{User-agent}i" %D %{ms}T %{VAR}e %{cookie-1}C %{X-Cache}o %X';
    const document = read(
      { apache },
      'www.example.org:443 client.example.net - ann [22/Nov/2026:11:02:52 +0100] "GET /a HTTP/1.1" 200 512 "-" "x" 12345 12 v - HIT +',
    );
    assert.deepEqual(
      fieldsOf(
        document,
        '@timestamp',
        'url.domain',
        'url.port',
        'source.address',
        'user.name',
        'http.response.bytes',
        'event.duration',
      ),
      ['2026-11-22T10:02:52.000Z', 'www.example.org', 443, 'client.example.net', 'ann', 512, 12_345_000],
    );
    assert.deepEqual(document['kafkainsight.fields'], {
      request_millis: '12',
      env_var: 'v',
      sent_http_x_cache: 'HIT',
      connection_status: '+',
    });
  });

  test('may be the directive, with its escapes', () => {
    const apache = String.raw`LogFormat "%h %l %u %t \"%r\" %>s %b" common`;
    assert.equal(read({ apache }, COMBINED.replace(' "-" "x"', ''))['http.response.status_code'], 200);
  });

  test('joins a path and its query', () => {
    const document = read({ apache: '%m %U%q %H' }, 'GET /a/b?c=d HTTP/1.1');
    assert.deepEqual(fieldsOf(document, 'url.original', 'url.path', 'url.query', 'http.version'), [
      '/a/b?c=d',
      '/a/b',
      'c=d',
      '1.1',
    ]);
  });

  test('has times as strftime(3) prints them', () => {
    for (const [directive, printed, time] of [
      ['%{%Y-%m-%dT%H:%M:%S%z}t', '2026-11-22T11:02:52+0100', '2026-11-22T10:02:52.000Z'],
      ['%{%F %T %z}t', '2026-11-22 11:02:52 +0100', '2026-11-22T10:02:52.000Z'],
      ['%{begin:%d/%b/%Y:%T %z}t', '22/Nov/2026:11:02:52 +0100', '2026-11-22T10:02:52.000Z'],
      ['%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t', '22/Nov/2026 11:02:52.123 +0100', '2026-11-22T10:02:52.123Z'],
      ['%{%F %T}t.%{usec_frac}t%{%z}t', '2026-11-22 11:02:52.123456+0100', '2026-11-22T10:02:52.123Z'],
      ['%{%Y%m%d%H%M%S}t%{usec_frac}t', '20261122100252123456', '2026-11-22T10:02:52.123Z'],
      ['%{%a %b %e %R %Y}t', 'Sun Nov  2 10:02 2026', '2026-11-02T10:02:00.000Z'],
      ['%{sec}t', '1795341772', '2026-11-22T10:02:52.000Z'],
      ['%{msec}t', '1795341772123', '2026-11-22T10:02:52.123Z'],
      ['%{usec}t', '1795341772123456', '2026-11-22T10:02:52.123Z'],
    ] as const) {
      assert.equal(read({ apache: `${directive} "%r"` }, `${printed} "GET / HTTP/1.1"`)['@timestamp'], time, directive);
    }
  });
});

// The examples of Elasticsearch's "Dissect processor" and Logstash's "Dissect filter plugin".
suite('a dissection', () => {
  test('reads the text between delimiters into fields, and keeps other keys', () => {
    const dissect = String.raw`%{source.ip} %{ident} %{user.name} [%{@timestamp}] "%{http.request.method} %{url.original} HTTP/%{http.version}" %{http.response.status_code} %{size}`;
    const line =
      '1.2.3.4 - - [30/Apr/1998:22:00:52 +0000] "GET /english/venues/cities/images/montpellier/18.gif HTTP/1.0" 200 3171';
    assert.deepEqual(read({ dissect }, line), {
      '@timestamp': '1998-04-30T22:00:52.000Z',
      'event.dataset': 'custom',
      'event.kind': 'event',
      'source.address': '1.2.3.4',
      'source.ip': '1.2.3.4',
      'http.request.method': 'GET',
      'url.original': '/english/venues/cities/images/montpellier/18.gif',
      'url.path': '/english/venues/cities/images/montpellier/18.gif',
      'http.version': '1.0',
      'http.response.status_code': 200,
      'event.outcome': 'success',
      'kafkainsight.fields': { size: '3171' },
    });
  });

  test('skips padding, joins values, and drops what has no name', () => {
    const kept = (dissect: string, line: string): unknown => read({ dissect }, line)['kafkainsight.fields'];
    assert.deepEqual(kept('%{ts->} %{lvl}', '1998-08-10T17:15:42,466          WARN'), {
      ts: '1998-08-10T17:15:42,466',
      lvl: 'WARN',
    });
    assert.deepEqual(kept('[%{ts}]%{->}[%{lvl}]', '[1998-08-10T17:15:42,466]            [WARN]'), {
      ts: '1998-08-10T17:15:42,466',
      lvl: 'WARN',
    });
    assert.deepEqual(kept('%{+name} %{+name} %{+name} %{+name}', 'john jacob jingleheimer schmidt'), {
      name: 'john jacob jingleheimer schmidt',
    });
    assert.deepEqual(kept('%{+name/2},%{+name/4},%{+name/3},%{+name/1}', 'john,jacob,jingleheimer,schmidt'), {
      name: 'schmidt,john,jingleheimer,jacob',
    });
    assert.deepEqual(kept('%{clientip} %{?ident} %{?auth} [%{x}]', '1.2.3.4 - - [y]'), { clientip: '1.2.3.4', x: 'y' });
    // what is skipped need not be what its name says
    const skipped = read({ dissect: '%{?@timestamp} %{message}' }, 'yesterday a');
    assert.deepEqual(fieldsOf(skipped, 'event.kind', 'message'), ['event', 'a']);
    assert.deepEqual(kept('%{a} %{b} %{+a}', '1 2 3 go'), { a: '1 3 go', b: '2' });
  });

  test('joins the parts of a time', () => {
    const document = read(
      { dissect: '%{@timestamp} %{+@timestamp} %{log.level} %{message}' },
      '2026-11-22 10:02:52.123 WARNING low disk',
    );
    assert.deepEqual(fieldsOf(document, '@timestamp', 'log.level', 'message'), [
      '2026-11-22T10:02:52.123Z',
      'warn',
      'low disk',
    ]);
    const old = read(
      { dissect: '%{@timestamp} %{+@timestamp} %{+@timestamp} %{host.name} %{message}' },
      'Nov 22 10:02:52 web1 a b',
    );
    assert.deepEqual(fieldsOf(old, '@timestamp', 'host.name', 'message'), ['2026-11-22T10:02:52.000Z', 'web1', 'a b']);
    assert.equal(accepts({ dissect: '%{@timestamp} %{message}' }, 'yesterday a'), false);
  });

  test('writes a port once, be it told with the address or by itself', () => {
    const dissect = '%{source.ip} %{source.port}';
    const both = read({ dissect }, '192.0.2.1:80 443');
    assert.deepEqual([both['source.port'], both['kafkainsight.fields']], [80, { 'source.port': '443' }]);
    assert.equal(read({ dissect }, '192.0.2.1 443')['source.port'], 443);
    assert.equal(read({ dissect }, '- 443')['source.port'], 443);
  });

  test('does not undo escapes, and keeps a value that is not what its field holds', () => {
    const document = read(
      { dissect: '%{message}|%{process.pid}|%{client.ip}|%{http.response.status_code}' },
      String.raw`C:\new|x7|nowhere|OK`,
    );
    assert.equal(document['message'], String.raw`C:\new`);
    assert.deepEqual(document['kafkainsight.fields'], {
      'process.pid': 'x7',
      'client.ip': 'nowhere',
      'http.response.status_code': 'OK',
    });
  });
});

suite('problems of a layout', () => {
  test('are said all at once, each with a caret at its place', () => {
    assert.deepEqual(layoutProblems({ apache: '%h%u %Z "%r' }), [
      'nothing tells where the value before ends and this one begins (apache, character 3)\n    %h%u %Z "%r\n      ^^',
      '%Z is no directive of LogFormat (apache, character 6)\n    %h%u %Z "%r\n         ^^',
    ]);
    assert.match(layoutProblems({ nginx: '$remote_addr $' })[0] ?? '', /^behind \$ has to be the name of a variable/);
    assert.match(layoutProblems({ nginx: 'escape=xml $status' })[0] ?? '', /^escape must be default, json or none/);
    assert.match(layoutProblems({ nginx: 'x' })[0] ?? '', /^it has no value/);
    assert.match(layoutProblems({ nginx: '$status\n' })[0] ?? '', /^a line feed is no part of a line/);
    assert.match(layoutProblems({ dissect: '%{a} %{kafkainsight.file.id}' })[0] ?? '', /is written by KafkaInsight/);
    // a value would replace the other (Elastic's dissect processor, "append modifier")
    assert.match(layoutProblems({ dissect: '%{a} %{b} %{a}' })[0] ?? '', /^a is there twice.*character 11/);
    assert.deepEqual(layoutProblems({ dissect: '%{a} %{b} %{+a}' }), []);
    assert.match(layoutProblems({ apache: '%{%d/%b}t %r' })[0] ?? '', /cannot be read back/);
    assert.match(layoutProblems({ apache: '%{%c}t "%r"' })[0] ?? '', /cannot be read back/);
    assert.match(layoutProblems({ dissect: `%{a}${'x'.repeat(MAX_LAYOUT_BYTES)}` })[0] ?? '', /4096 bytes at most/);
  });

  test('show of a long layout what is around the place', () => {
    const [problem = ''] = layoutProblems({ apache: `${'%h '.repeat(200)}%Z${' %h'.repeat(200)}` });
    const [, shown = '', caret = ''] = problem.split('\n');
    assert.equal(shown.slice(caret.indexOf('^'), caret.length), '%Z');
    assert.ok(shown.length < 200);
  });
});
