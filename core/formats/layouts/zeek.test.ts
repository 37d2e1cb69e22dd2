import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';
import type { Layout } from '../../layout.ts';
import { detectFormat } from '../detect.ts';
import { layoutProblems } from './compile.ts';
import { isHeaderLine, layoutOfHeader, layoutOfHeaderLine } from './header.ts';

/** A file as Zeek writes it (docs.zeek.org, "Zeek Log Formats and Inspection", conn.log). */
const header = (...fields: readonly (readonly [name: string, type: string])[]): readonly string[] => [
  String.raw`#separator \x09`,
  '#set_separator\t,',
  '#empty_field\t(empty)',
  '#unset_field\t-',
  '#path\tconn',
  '#open\t2026-11-22-10-02-52',
  ['#fields', ...fields.map(([name]) => name)].join('\t'),
  ['#types', ...fields.map(([, type]) => type)].join('\t'),
];
const PEERS = [
  ['ts', 'time'],
  ['uid', 'string'],
  ['id.orig_h', 'addr'],
  ['id.orig_p', 'port'],
  ['id.resp_h', 'addr'],
  ['id.resp_p', 'port'],
] as const;
const PEER_VALUES = '1795341772.123456\tCMdzit1AMNsmfAIiQc\t203.0.113.9\t50412\t10.0.3.7\t443';
const layoutOf = (lines: readonly string[]): Layout => {
  const layout = layoutOfHeader(Buffer.from(`${lines.join('\n')}\n`));
  assert.ok(layout);
  return layout;
};
const read = (fields: readonly (readonly [string, string])[], values: readonly string[]): ParsedLine => {
  const format = layoutOf(header(...PEERS, ...fields));
  return parseLine(format, [PEER_VALUES, ...values].join('\t'), { format });
};
/** The same, as Zeek writes it with `LogAscii::use_json`. */
const readJson = (members: object): ParsedLine =>
  parseLine(
    'json',
    JSON.stringify({
      ts: 1_795_341_772.123_456,
      uid: 'CMdzit1AMNsmfAIiQc',
      'id.orig_h': '203.0.113.9',
      'id.orig_p': 50_412,
      'id.resp_h': '10.0.3.7',
      'id.resp_p': 443,
      ...members,
    }),
  );

suite('a log of Zeek', () => {
  test('of connections says who talked to whom, how long and about what', () => {
    const fields = [
      ['proto', 'enum'],
      ['service', 'string'],
      ['duration', 'interval'],
      ['orig_bytes', 'count'],
      ['local_orig', 'bool'],
      ['history', 'string'],
      ['tunnel_parents', 'set[string]'],
    ] as const;
    const document = read(fields, ['tcp', 'ssl', '1.500000', '98', 'T', '-', '(empty)']);
    assert.deepEqual(document, {
      '@timestamp': '2026-11-22T10:02:52.123Z',
      'event.dataset': 'network',
      'event.kind': 'event',
      'event.category': ['network'],
      'event.duration': 1_500_000_000,
      'source.address': '203.0.113.9',
      'source.ip': '203.0.113.9',
      'source.port': 50_412,
      'destination.ip': '10.0.3.7',
      'destination.port': 443,
      'network.transport': 'tcp',
      'kafkainsight.fields': {
        uid: 'CMdzit1AMNsmfAIiQc',
        service: 'ssl',
        orig_bytes: '98',
        local_orig: true,
        tunnel_parents: [],
      },
    });
    const {
      'kafkainsight.json': kept,
      'event.dataset': dataset,
      ...same
    } = readJson({
      proto: 'tcp',
      service: 'ssl',
      duration: 1.5,
      orig_bytes: 98,
      local_orig: true,
      tunnel_parents: [],
    });
    assert.equal(dataset, 'json');
    assert.deepEqual(kept, { ...Object(document['kafkainsight.fields']), orig_bytes: 98 });
    assert.partialDeepStrictEqual(document, same);
  });

  test('of requests has their fields, as JSON of Zeek has (http.log)', () => {
    const document = read(
      [
        ['method', 'string'],
        ['host', 'string'],
        ['uri', 'string'],
        ['version', 'string'],
        ['user_agent', 'string'],
        ['request_body_len', 'count'],
        ['response_body_len', 'count'],
        ['status_code', 'count'],
        ['resp_mime_types', 'vector[string]'],
      ],
      ['GET', 'shop.example', '/cart?id=7', '1.1', 'curl/8.5', '0', '5120', '200', 'text/html,text/css'],
    );
    assert.partialDeepStrictEqual(document, {
      'event.category': ['web'],
      'http.request.method': 'GET',
      'http.version': '1.1',
      'http.response.status_code': 200,
      'http.response.body.bytes': 5120,
      'url.domain': 'shop.example',
      'url.path': '/cart',
      'kafkainsight.fields': { resp_mime_types: ['text/html', 'text/css'] },
    });
  });

  test('of names asked for, and of TLS (dns.log, ssl.log)', () => {
    const names = [
      ['query', 'string'],
      ['qtype_name', 'string'],
      ['rcode_name', 'string'],
      ['answers', 'vector[string]'],
    ] as const;
    assert.partialDeepStrictEqual(read(names, ['shop.example', 'A', 'NOERROR', '192.0.2.1,192.0.2.2']), {
      'dns.question.name': 'shop.example',
      'dns.question.type': 'A',
      'dns.response_code': 'NOERROR',
      'kafkainsight.fields': { answers: ['192.0.2.1', '192.0.2.2'] },
    });
    assert.partialDeepStrictEqual(
      read(
        [
          ['cipher', 'string'],
          ['server_name', 'string'],
        ],
        ['TLS_AES_128_GCM_SHA256', 'shop.example'],
      ),
      { 'tls.cipher': 'TLS_AES_128_GCM_SHA256', 'tls.client.server_name': 'shop.example' },
    );
  });

  test('is known by its header, whose lines are no events', () => {
    const lines = header(...PEERS);
    const file = Buffer.from([...lines, PEER_VALUES, '#close\t2026-11-22-11-00-00', ''].join('\n'));
    const format = detectFormat(file);
    const zeek = 'ts:time uid:string id.orig_h:addr id.orig_p:port id.resp_h:addr id.resp_p:port';
    assert.deepEqual(format, { zeek });
    for (const line of [...lines, '#close\t2026-11-22-11-00-00'])
      assert.ok(isHeaderLine(format, Buffer.from(line), 0, line.length), line);
    assert.ok(!isHeaderLine(format, Buffer.from(PEER_VALUES), 0, PEER_VALUES.length));
    // values that are written otherwise would be read wrong
    for (const [usual, other] of [
      [String.raw`\x09`, String.raw`\x2c`],
      ['\t(empty)', '\tEMPTY'],
      ['#unset_field\t-', '#unset_field\t?'],
      ['#set_separator\t,', '#set_separator\t;'],
    ] as const)
      assert.equal(layoutOfHeader(Buffer.from(`${lines.join('\n')}\n`.replace(usual, other))), undefined, other);
  });

  test('may have other columns behind another header', () => {
    let layout = layoutOf(header(...PEERS));
    for (const line of ['#path\tdns', '#fields\tts\tquery', '#types\ttime\tstring'])
      layout = layoutOfHeaderLine(Buffer.from(line), 0, line.length, layout) ?? layout;
    assert.deepEqual(layout, { zeek: 'ts:time query:string' });
  });

  test('refuses a line with more columns or fewer', () => {
    const format = layoutOf(header(...PEERS));
    for (const line of [`${PEER_VALUES}\tx`, PEER_VALUES.slice(0, -4), 'x'])
      assert.equal(parseLine(format, line, { format })['event.kind'], 'pipeline_error', line);
    assert.equal(layoutProblems({ zeek: 'ts:time id.orig_h' }).length, 0);
    assert.match(layoutProblems({ zeek: 'ts:time a-b' }).join(''), /this is no name of a column/);
  });
});
