import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';
import { type FormatName, formatTable, labelOf } from '../../format-table.ts';
import { detectFormat } from '../detect.ts';
import { layoutProblems } from './compile.ts';
import { isHeaderLine } from './header.ts';

const detected = (line: string): string => labelOf(detectFormat(Buffer.from(line)));
const fieldsOf = (document: ParsedLine, ...names: readonly string[]): unknown[] => names.map((name) => document[name]);

// AWS: "Access logs for your Application Load Balancer", "Amazon S3 server access log format".
suite('access logs of AWS', () => {
  const read = (name: FormatName): ParsedLine => parseLine(name, formatTable[name].example, { format: name });

  test('of a load balancer name client, requested host and URL', () => {
    const document = read('aws_alb');
    assert.partialDeepStrictEqual(document, {
      '@timestamp': '2026-11-22T10:02:52.123Z',
      'source.ip': '203.0.113.9',
      'source.port': 50_412,
      'http.request.method': 'GET',
      'http.version': '2.0',
      'http.response.status_code': 200,
      'http.request.bytes': 512,
      'http.response.bytes': 5120,
      'url.original': 'https://shop.example.org:443/cart?id=7',
      'url.domain': 'shop.example.org',
      'url.port': 443,
      'url.path': '/cart',
      'user_agent.original': 'Mozilla/5.0',
      'kafkainsight.rest': 'TID_1234abcd5678ef90',
    });
    // Elastic, integration `aws`, "elb_logs": names, and `event.start` from the creation of the request
    assert.partialDeepStrictEqual(document['aws.elb'], {
      type: 'https',
      name: 'app/shop/50dc6c495c0c9188',
      'backend.ip': '10.0.3.7',
      'backend.port': '8080',
      'backend_processing_time.sec': '0.012',
      'backend.http.response.status_code': '200',
      action_executed: 'forward',
    });
    assert.partialDeepStrictEqual(document, {
      'event.start': '2026-11-22T10:02:52.111Z',
      'event.duration': 12_456_000,
      'tls.version': '1.2',
      'tls.version_protocol': 'tls',
      'tls.cipher': 'ECDHE-RSA-AES128-GCM-SHA256',
      'trace.id': '5833726236d228ad5d99923122bbe354',
    });
  });

  test('of a load balancer may lack what was not reached, or be of a request that is none', () => {
    const { example } = formatTable.aws_alb;
    const document = parseLine(
      'aws_alb',
      example
        .replace('10.0.3.7:8080 0.000 0.012 0.000 200 200', '- -1 -1 -1 400 -')
        .replace(/"GET [^"]*"/, '"- http://shop.example.org:80- -"'),
    );
    assert.deepEqual(fieldsOf(document, 'http.response.status_code', 'url.original', 'http.request.method'), [
      400,
      '- http://shop.example.org:80- -',
      undefined,
    ]);
  });

  // The examples of AWS's page end so from November 2018, and from June 2016 on.
  test('of a load balancer may end where they did when they were written', () => {
    const { example } = formatTable.aws_alb;
    const [upToTrace = '', , actions = ''] = example.split(/( "shop\.example\.org" )/);
    for (const line of [example.replace(/ "10\.0\.3\.7:8080" "200".*/, ''), upToTrace]) {
      assert.equal(detected(line), 'aws_alb');
      const document = parseLine('aws_alb', line, { format: 'aws_alb' });
      assert.deepEqual(fieldsOf(document, '@timestamp', 'source.ip', 'url.path', 'kafkainsight.rest'), [
        '2026-11-22T10:02:52.123Z',
        '203.0.113.9',
        '/cart',
        undefined,
      ]);
      assert.equal(document['event.start'] !== undefined, line.includes('session-reused') && actions !== '');
    }
  });

  test('of a classic load balancer took as long as its three steps, unless one never ended', () => {
    const { example } = formatTable.aws_elb;
    assert.equal(parseLine('aws_elb', example)['event.duration'], 1_178_000);
    const failed = parseLine('aws_elb', example.replace('0.000073 0.001048 0.000057', '0.000073 -1 -1'));
    assert.equal(failed['event.duration'], undefined);
    assert.equal(failed['http.response.status_code'], 200);
  });

  // "REST.COPY.OBJECT_GET" and "BATCH.DELETE.OBJECT" in "Amazon S3 server access log format": nothing is quoted.
  test('of S3 about one object of a request for several have no request', () => {
    const { example } = formatTable.aws_s3_access;
    const line = example
      .replace('REST.GET.OBJECT', 'BATCH.DELETE.OBJECT')
      .replace('"GET /cart.css HTTP/1.1"', '-')
      .replace('"https://shop.example.org/" "Mozilla/5.0"', '- -')
      .replace('200 - 5120 5120 12 10', '204 - - 5120 - -');
    for (const each of [line, line.replace(/ - -$/, '')]) {
      assert.equal(detected(each), 'aws_s3_access');
      const document = parseLine('aws_s3_access', each, { format: 'aws_s3_access' });
      assert.deepEqual(
        fieldsOf(
          document,
          'http.response.status_code',
          'source.ip',
          'tls.version',
          'url.original',
          'user_agent.original',
        ),
        [204, '203.0.113.9', '1.2', undefined, undefined],
      );
      assert.partialDeepStrictEqual(document['aws.s3access'], { operation: 'BATCH.DELETE.OBJECT', key: 'cart.css' });
    }
  });

  test('of S3 count without heads, in milliseconds', () => {
    assert.partialDeepStrictEqual(read('aws_s3_access'), {
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'source.ip': '203.0.113.9',
      'http.request.id': '3E57427F33A59F07',
      'http.request.method': 'GET',
      'http.response.body.bytes': 5120,
      'event.duration': 12_000_000,
      'url.path': '/cart.css',
      'tls.version': '1.2',
    });
    assert.partialDeepStrictEqual(read('aws_s3_access')['aws.s3access'], {
      bucket: 'shop-assets',
      operation: 'REST.GET.OBJECT',
      host_header: 'shop-assets.s3.eu-central-1.amazonaws.com',
      turn_around_time: '10',
    });
    // "Amazon S3 server access log format": fields may be added to the end of lines
    const added = parseLine('aws_s3_access', `${formatTable.aws_s3_access.example} one more`);
    assert.equal(added['kafkainsight.rest'], 'one more');
    const old = parseLine('aws_s3_access', formatTable.aws_s3_access.example.replace(/ - -$/, ''));
    assert.equal(old['tls.version'], '1.2');
  });

  test('last to the microsecond, however many digits of a second their times have', () => {
    for (const [start, end, nanos] of [
      ['52', '52.5Z', 500_000_000],
      ['51.9Z', '52.123456Z', 223_456_000],
      ['52.000001', '52.999999', 999_998_000],
      // what is finer is cut off
      ['52.1234567Z', '52.123456999Z', 0],
      ['52.123000000Z', '52.123001999Z', 1_000],
    ] as const) {
      const line = formatTable.aws_alb.example
        .replace('2026-11-22T10:02:52.123456Z', `2026-11-22T10:02:${end}`)
        .replace('2026-11-22T10:02:52.111000Z', `2026-11-22T10:02:${start}`);
      assert.equal(parseLine('aws_alb', line)['event.duration'], nanos, `${start} to ${end}`);
    }
  });

  // "Access logs for your Network Load Balancer"; times are UTC
  test('of a network load balancer are of connections', () => {
    const document = read('aws_nlb');
    assert.partialDeepStrictEqual(document, {
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'event.category': ['network'],
      'event.start': '2026-11-22T10:02:47.000Z',
      'event.duration': 5_040_000_000,
      'source.ip': '203.0.113.9',
      'source.port': 50_412,
      'tls.version': '1.2',
      'tls.client.server_name': 'shop.example.org',
      'http.request.bytes': 98,
      'http.response.bytes': 246,
    });
    assert.partialDeepStrictEqual(document['aws.elb'], { type: 'tls', 'backend.ip': '10.0.3.7' });
    assert.equal(document['kafkainsight.time.inferred'], undefined);
    const old = formatTable.aws_nlb.example.replace('tls 2.0', 'tls 1.0').replace(/ h2 h2 .*/, '');
    assert.equal(parseLine('aws_nlb', old)['source.port'], 50_412);
    const six = formatTable.aws_nlb.example.replace('203.0.113.9:50412', '[2001:db8::9]:50412');
    assert.deepEqual(fieldsOf(parseLine('aws_nlb', six), 'source.ip', 'source.port'), ['2001:db8::9', 50_412]);
  });
});

// "Flow log records"; Elastic, integration `aws`, "vpcflow": names, and the end of the interval as the time
suite('a flow log of a VPC', () => {
  const { example } = formatTable.aws_vpcflow;

  test('tells who talked to whom, how much and whether they were let', () => {
    const document = parseLine('aws_vpcflow', example);
    assert.deepEqual(document, {
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'event.dataset': 'network',
      'event.kind': 'event',
      'event.category': ['network'],
      'event.type': ['connection'],
      'event.action': 'accept',
      'event.start': '2026-11-22T10:02:30.000Z',
      'event.end': '2026-11-22T10:02:52.000Z',
      'event.duration': 22_000_000_000,
      'cloud.account.id': '123456789012',
      'source.address': '203.0.113.9',
      'source.ip': '203.0.113.9',
      'source.port': 50_412,
      'destination.address': '10.0.3.7',
      'destination.ip': '10.0.3.7',
      'destination.port': 443,
      'network.transport': 'tcp',
      'network.iana_number': '6',
      'network.packets': 20,
      'network.bytes': 4249,
      'aws.vpcflow': { version: '2', interface_id: 'eni-1235b8ca123456789', action: 'ACCEPT', log_status: 'OK' },
    });
  });

  test('may have had no traffic, or have lost some', () => {
    for (const status of ['NODATA', 'SKIPDATA']) {
      const line = `2 unknown eni-1235b8ca123456789 - - - - - - - 1795341750 1795341772 - ${status}`;
      assert.equal(detected(line), 'aws_vpcflow');
      const document = parseLine('aws_vpcflow', line);
      assert.equal(document['source.ip'], undefined);
      assert.deepEqual(document['aws.vpcflow'], {
        version: '2',
        account_id: 'unknown',
        interface_id: 'eni-1235b8ca123456789',
        log_status: status,
      });
    }
  });

  test('is told by its shape, and nothing else is one', () => {
    for (const line of [
      example.replace('ACCEPT', 'MAYBE'),
      example.replace(' OK', ''),
      example.replace('eni-', 'if-'),
      example.replace('203.0.113.9', 'somebody'),
      '2 of 3 carts are open',
      `${example} 7`,
    ])
      assert.equal(detected(line), 'text', line);
  });

  test('in a message of CloudWatch Logs is the same', () => {
    const record = { id: '31953106606966983378809025079804211143289615424298221568', timestamp: 1_795_341_772_123 };
    const document = parseLine('json', JSON.stringify({ ...record, message: example }));
    assert.deepEqual(fieldsOf(document, 'event.dataset', 'source.ip', 'network.bytes'), [
      'network',
      '203.0.113.9',
      4249,
    ]);
  });

  test('of columns of its own begins with their names, which are no event', () => {
    const header = 'version vpc-id interface-id type srcaddr dstaddr bytes packets start action tcp-flags';
    const layout = { vpcflow: header };
    assert.deepEqual(detectFormat(Buffer.from(`${header}\n3 x`)), layout);
    assert.deepEqual(detectFormat(Buffer.from(`${header}\r\n3 x`)), layout);
    const document = parseLine(layout, '5 vpc-1 eni-1 IPv4 203.0.113.9 10.0.3.7 568 8 1795341772 REJECT 2');
    assert.partialDeepStrictEqual(document, {
      '@timestamp': '2026-11-22T10:02:52.000Z',
      'event.action': 'reject',
      'source.ip': '203.0.113.9',
      'network.bytes': 568,
      'network.packets': 8,
    });
    assert.partialDeepStrictEqual(document['aws.vpcflow'], { vpc_id: 'vpc-1', tcp_flags: '2', type: 'IPv4' });
    assert.equal(isHeaderLine(layout, Buffer.from(header), 0, header.length), true);
    // what is known of packets only ("Available fields")
    const packets = 'pkt-srcaddr pkt-dstaddr start end';
    assert.deepEqual(detectFormat(Buffer.from(`${packets}\n203.0.113.9 10.0.3.7`)), { vpcflow: packets });
    for (const prose of ['version of the start', 'the srcaddr is here', 'interface-id', ''])
      assert.equal(detected(`${prose}\n${example}`), 'aws_vpcflow', prose);
  });

  test('without a header is read by the columns of its configuration', () => {
    const layout = { vpcflow: '${srcaddr} ${dstaddr} ${start} ${end}' };
    assert.deepEqual(layoutProblems(layout), []);
    const document = parseLine(layout, '203.0.113.9 10.0.3.7 1795341750 1795341772');
    assert.deepEqual(fieldsOf(document, '@timestamp', 'source.ip'), ['2026-11-22T10:02:52.000Z', '203.0.113.9']);
    assert.equal(layoutProblems({ vpcflow: '${srcaddr} $dstaddr' }).length, 1);
  });
});
