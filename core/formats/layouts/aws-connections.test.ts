import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ParsedLine, parseLine } from '../../../test/helpers/parse-line.ts';
import { formatTable } from '../../format-table.ts';

const fieldsOf = (document: ParsedLine, ...names: readonly string[]): unknown[] => names.map((name) => document[name]);

// "Connection logs for your Application Load Balancer"
test('connection logs of AWS say whether the client was verified, and by which node', () => {
  const { example } = formatTable.aws_alb_connection;
  assert.partialDeepStrictEqual(parseLine('aws_alb_connection', example), {
    '@timestamp': '2026-11-22T10:02:52.123Z',
    'source.ip': '203.0.113.9',
    'source.port': 50_412,
    'destination.port': 443,
    'event.outcome': 'success',
  });
  const failed = parseLine('aws_alb_connection', example.replace('Success', 'Failed:ClientCertExpired'));
  assert.equal(failed['event.outcome'], 'failure');
  assert.partialDeepStrictEqual(failed['aws.elb'], {
    conn_trace_id: 'TID_3180a73013c8ca4bac2f731159d4b0fe',
    tls_keyexchange: 'X25519MLKEM768',
    name: 'app/shop/50dc6c495c0c9188',
    ip_address: '198.51.100.7',
  });
  // as it was before connections had an id for tracing, and before more was behind that; and of a client without certificate
  const plain = '2026-11-22T10:02:52.123456Z 203.0.113.9 50412 80 - - - - - - -';
  for (const [line, outcome, trace] of [
    [example.replace(/ TID_.+$/, ''), 'success', undefined],
    [example.replace(/(?<= TID_\w+) .+$/, ''), 'success', 'TID_3180a73013c8ca4bac2f731159d4b0fe'],
    [`${plain} TID_4`, undefined, 'TID_4'],
    [`${plain} TID_4 - app/shop/5 198.51.100.7`, undefined, 'TID_4'],
    [`${example} more`, 'success', 'TID_3180a73013c8ca4bac2f731159d4b0fe'],
  ] as const) {
    const document = parseLine('aws_alb_connection', line);
    assert.deepEqual(fieldsOf(document, 'source.ip', 'event.outcome'), ['203.0.113.9', outcome], line);
    if (trace !== undefined) assert.partialDeepStrictEqual(document['aws.elb'], { conn_trace_id: trace }, line);
  }
});
