/** Layouts as they are in configurations that people have published, and lines as the servers write them. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';
import type { Layout } from '../../layout.ts';
import { layoutProblems } from './compile.ts';

const read = (format: Layout, line: string): ParsedLine => parseLine(format, line, { format });
const fields = (format: Layout, line: string, ...names: readonly string[]): unknown[] => {
  const document = read(format, line);
  assert.equal(document['event.kind'], 'event', `${line}\n${String(document['error.message'])}`);
  return names.map((name) => document[name]);
};
const kept = (format: Layout, line: string): unknown => fields(format, line, 'kafkainsight.fields')[0];

suite('a layout of Apache', () => {
  const LINE = '203.0.113.9 "GET / HTTP/1.1" 200';

  test('is found in its directive, whatever its case and quotes, and in that of the log', () => {
    // httpd.apache.org, "Configuration Files": directives are case-insensitive; a backslash at the end of a line continues it
    for (const apache of [
      String.raw`Logformat "%h \"%r\" %>s" one`,
      `LogFormat '%h "%r" %>s' one`,
      String.raw`  CustomLog "logs/access log" "%h \"%r\" %>s" env=!no_log`,
      String.raw`CustomLog logs/ssl_request_log \
          "%h \"%r\" %>s"`,
      String.raw`LogFormat "%h \
\"%r\" \
%>s" one`,
      String.raw`"%h \"%r\" %>s"`,
    ]) {
      assert.deepEqual(layoutProblems({ apache }), [], apache);
      assert.deepEqual(fields({ apache }, LINE, 'source.ip', 'http.response.status_code'), ['203.0.113.9', 200]);
    }
  });

  test('is not in a directive that names another, or whose string has no end', () => {
    for (const apache of ['CustomLog logs/access_log combined', String.raw`LogFormat "%h \"%r\" %>s one`])
      assert.match(layoutProblems({ apache })[0] ?? '', /its string, in quotes, was not found \(apache, character 1\)/);
  });

  test('has values of mod_ssl, ModSecurity and mod_logio', () => {
    // the default of conf/extra/httpd-ssl.conf; mod_ssl, "Custom Log Formats": `%{VARNAME}x`, `%{NAME}c` for 1.x
    const apache = '%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x "%r" %b "%{SSL_CLIENT_S_DN}x" %{version}c %{TX.score}M %^FB';
    const line =
      '[22/Nov/2026:10:02:52 +0000] 203.0.113.9 TLSv1.3 TLS_AES_256_GCM_SHA384 "GET / HTTP/1.1" 5 "CN=ann,O=Shop" TLSv1.3 7 812';
    assert.deepEqual(fields({ apache }, line, 'tls.version', 'tls.version_protocol', 'tls.cipher'), [
      '1.3',
      'tls',
      'TLS_AES_256_GCM_SHA384',
    ]);
    assert.deepEqual(kept({ apache }, line), {
      ssl_client_s_dn: 'CN=ann,O=Shop',
      ssl_version: 'TLSv1.3',
      modsecurity_tx_score: '7',
      first_byte_micros: '812',
    });
    const plain = { apache: '%h %{SSL_PROTOCOL}x' };
    assert.deepEqual(fields(plain, '203.0.113.9 -', 'tls.version'), [undefined]);
    assert.deepEqual(kept(plain, '203.0.113.9 unknown'), { ssl_protocol: 'unknown' });
  });

  test('has the status of the answer, where it has that of the request before it was redirected within the server, too', () => {
    // mod_log_config, "Modifiers": `%s`, `%U`, `%T`, `%D` and `%r` look at the original request, all others at the final one
    for (const apache of ['%s/%>s %U %>U', '%<s/%>s %<U %>U']) {
      assert.deepEqual(fields({ apache }, '200/404 /a /error.html', 'http.response.status_code', 'url.path'), [
        404,
        '/a',
      ]);
      assert.deepEqual(kept({ apache }, '200/404 /a /error.html'), {
        original_status: '200',
        final_path: '/error.html',
      });
    }
    assert.deepEqual(fields({ apache: '%>s/%s' }, '404/200', 'http.response.status_code'), [404]);
    assert.deepEqual(fields({ apache: '%s' }, '404', 'http.response.status_code'), [404]);
    assert.deepEqual(fields({ apache: '%u %<u' }, 'ann ben', 'user.name'), ['ann']);
  });

  test('has a count of seconds and its fraction as one time', () => {
    // mod_log_config, `%{format}t`: "sec", "msec_frac" and "usec_frac", several of which may be put together
    for (const [apache, line] of [
      ['%{sec}t.%{usec_frac}t %>s', '1795341772.123456 200'],
      ['%{begin:sec}t.%{begin:msec_frac}t %>s', '1795341772.123 200'],
    ] as const)
      assert.deepEqual(fields({ apache }, line, '@timestamp'), ['2026-11-22T10:02:52.123Z']);
  });
});

suite('a layout of nginx', () => {
  test('may have strings without quotes, and remarks between them', () => {
    // nginx reads a directive's parameters with quotes or without
    for (const nginx of [
      'log_format one $remote_addr|$status;',
      `log_format one '$remote_addr|' # who asked; "who"
                      $status;`,
      `'$remote_addr|'
       '$status';`,
      `escape=json '$remote_addr|$status'`,
    ]) {
      assert.deepEqual(layoutProblems({ nginx }), [], nginx);
      assert.deepEqual(fields({ nginx }, '203.0.113.9|200', 'source.ip', 'http.response.status_code'), [
        '203.0.113.9',
        200,
      ]);
    }
  });

  test('has one problem where a string has no end, or another directive follows', () => {
    const problems = (nginx: string): readonly string[] =>
      layoutProblems({ nginx }).map((text) => text.split(' (')[0] ?? '');
    assert.deepEqual(problems(`log_format one '$status;`), ['the string that begins here has no end']);
    assert.deepEqual(problems(`log_format one '$status'; access_log /a one;`), [
      'what follows the semicolon is no part of log_format',
    ]);
  });

  test('has addresses of IPv6 before their ports, and in brackets', () => {
    const nginx = '$remote_addr:$remote_port $server_addr:$server_port [$upstream_addr] ($upstream_addr) $status';
    for (const [address, upstream] of [
      ['203.0.113.9', '10.0.3.7:80'],
      ['2001:db8::7', '[2001:db8::1]:80, [2001:db8::2]:80'],
      ['2001:db8:0:1:2:3:4:443', '[2001:db8::1]:80 : unix:/tmp/s'],
    ] as const) {
      const line = `${address}:50412 ${address}:8443 [${upstream}] (${upstream}) 200`;
      assert.deepEqual(
        fields({ nginx }, line, 'source.ip', 'source.port', 'destination.ip', 'url.port', 'http.response.status_code'),
        [address, 50_412, address, 8443, 200],
      );
      assert.deepEqual(kept({ nginx }, line), { upstream_addr: upstream });
    }
    assert.deepEqual(fields({ apache: '%h:%{remote}p %>s' }, '2001:db8::7:50412 200', 'source.ip', 'source.port'), [
      '2001:db8::7',
      50_412,
    ]);
  });

  test('has TLS as ECS has it', () => {
    const nginx = '$ssl_protocol/$ssl_cipher "$ssl_server_name"';
    const names = ['tls.version', 'tls.version_protocol', 'tls.cipher', 'tls.client.server_name'] as const;
    assert.deepEqual(fields({ nginx }, 'TLSv1.2/ECDHE-RSA-AES128-GCM-SHA256 "shop.example"', ...names), [
      '1.2',
      'tls',
      'ECDHE-RSA-AES128-GCM-SHA256',
      'shop.example',
    ]);
    assert.deepEqual(fields({ nginx }, '-/- "-"', ...names), [undefined, undefined, undefined, undefined]);
  });

  test('that escapes nothing is not read where a client may have written quotes', () => {
    const nginx = 'escape=none "$request" $status "$http_user_agent"';
    assert.deepEqual(fields({ nginx }, `"GET / HTTP/1.1" 200 "it's \\x"`, 'user_agent.original'), [`it's \\x`]);
    // the client of the first sent `x" 200 "y` as its path, that of the second `x" 200 "y` as its agent: nobody can tell
    for (const line of ['"GET /x" 200 "y HTTP/1.1" 404 "curl"', '"GET /x" 404 "x" 200 "y"'])
      assert.equal(read({ nginx }, line)['event.kind'], 'pipeline_error', line);
  });
});

// The specification that Beats, Logstash and Elasticsearch share: elasticsearch, libs/dissect/src/test/resources/specification/tests.json.
suite('a dissection', () => {
  test('that ends with text leaves what follows it', () => {
    const dissect = 'level=%{log.level} caller=%{caller} msg="%{message}"';
    const line = 'level=info caller=main.go:222 msg="Starting OK" version="2.3.1"';
    assert.deepEqual(fields({ dissect }, line, 'message', 'kafkainsight.rest'), ['Starting OK', 'version="2.3.1"']);
    assert.deepEqual(fields({ dissect: '%{a} %{b},' }, 'foo bar,,,', 'kafkainsight.fields', 'kafkainsight.rest'), [
      { a: 'foo', b: 'bar' },
      ',,',
    ]);
    assert.equal(read({ dissect: '/var/%{key}.log' }, '/var/foo')['event.kind'], 'pipeline_error');
  });
});
