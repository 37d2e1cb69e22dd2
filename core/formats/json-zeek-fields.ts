import { field, Fragment } from '../bytes/document-keys.ts';
import { durationField } from './json-aws-fields.ts';
import { integerField, type JsonField, textField } from './json-field.ts';
import { fieldNumber } from './json-line.ts';
import { httpVersion, isAboutRequest } from './json-request-fields.ts';

// What Zeek sees in a network (docs.zeek.org, "Zeek Logs"), as JSON or between tabs (layouts/zeek.ts): the peers are in json-fields.ts.

const CATEGORY = fieldNumber('event.category');
const METHOD = fieldNumber('http.request.method');
const NETWORK = new Fragment(field('event.category', ['network']));
const SECOND_NANOS = 1e9;

/** What every line about a connection has: where that is no request, it is of the network, as Elastic's integration has it. */
const uid: JsonField = {
  paths: ['uid'],
  write(_value, line) {
    if (!isAboutRequest(line) && line.claim(CATEGORY)) line.writer.fragment(NETWORK);
    return false;
  },
};

/** Of requests; other logs have versions of other protocols. */
const version: JsonField = {
  paths: ['version'],
  write: (value, line) => line.isClaimed(METHOD) && httpVersion.write(value, line),
};

/** Fields of lines that name who began a connection as Zeek does; elsewhere these keys mean anything. */
export const zeekFields: readonly JsonField[] = [
  uid,
  durationField(SECOND_NANOS, ['duration']),
  { ...textField('dns.question.name'), paths: ['query'] },
  { ...textField('dns.question.type'), paths: ['qtype_name'] },
  { ...textField('dns.question.class'), paths: ['qclass_name'] },
  { ...textField('dns.response_code'), paths: ['rcode_name'] },
  { ...textField('tls.cipher'), paths: ['cipher'] },
  { ...textField('tls.client.server_name'), paths: ['server_name'] },
  version,
  { ...integerField('http.request.body.bytes'), paths: ['request_body_len'] },
  { ...integerField('http.response.body.bytes'), paths: ['response_body_len'] },
].map((one): JsonField => ({ ...one, write: (value, line) => line.logger === 'zeek' && one.write(value, line) }));
