import { readRfc3339Time } from '../../time/rfc3339.ts';
import { Address } from '../address.ts';
import { writeServer } from '../http-fields.ts';
import { anyClient } from './client-kinds.ts';
import { millis } from './duration-kinds.ts';
import { numberOf, wordOf } from './field-kinds.ts';
import { haproxyKinds } from './haproxy-kinds.ts';
import { keptWord, kind, type ValueKind } from './kind.ts';
import { nginxVariable } from './nginx-variables.ts';
import { timeKind } from './time-kinds.ts';
import * as web from './web-kinds.ts';

const NUMBER = /^(?:-1|\d+(?:\.\d+)?)$/;
const MAX_NUMBER_BYTES = 25;
/** Of an absolute URL in a request line: who was asked. */
const AUTHORITY = /^[A-Z]+ [a-z]+:\/\/(?<authority>[^/?# ]+)/;

/** What is looked at; reading is synchronous, so one serves all lines. */
const address = new Address();

const matching = (pattern: RegExp, maxBytes: number): ValueKind =>
  kind({
    extent: 'word',
    fits: (bytes, start, end) => end - start <= maxBytes && pattern.test(bytes.toString('latin1', start, end)),
  });

/** Seconds, or -1 where there was nothing to be waited for. */
const processingTime = matching(NUMBER, MAX_NUMBER_BYTES);

/** A request line whose URL is whole. */
const wholeRequest = kind({
  ...web.request,
  claims: [...web.request.claims, 'url.domain', 'url.port'],
  write(line) {
    const { item, writer } = line;
    const text = item.bytes.toString('latin1', item.start, item.end);
    const authority = Buffer.from(AUTHORITY.exec(text)?.groups?.['authority'] ?? '', 'latin1');
    if (authority.length > 0 && address.read(authority, 0, authority.length)) writeServer(address, authority, writer);
    return web.request.write(line);
  },
});

/** Values of the access logs of AWS's services, by the names that its documentation gives them, and of others. */
const kinds: ReadonlyMap<string, ValueKind> = new Map<string, ValueKind>([
  ['alb_type', matching(/^(?:https?|h2|grpcs|wss?)$/, 'grpcs'.length)],
  ['size', matching(/^\d+$/, MAX_NUMBER_BYTES)],
  ['rfc3339_time', timeKind('word', 1, readRfc3339Time)],
  ['client', kind({ ...anyClient, extent: 'word' })],
  ['whole_request', wholeRequest],
  ['request_processing_time', processingTime],
  ['target_processing_time', processingTime],
  ['backend_processing_time', processingTime],
  ['response_processing_time', processingTime],
  ['received_bytes', numberOf('http.request.bytes')],
  ['sent_bytes', numberOf('http.response.bytes')],
  ['received_body_bytes', numberOf('http.request.body.bytes')],
  ['sent_body_bytes', web.bodyBytes],
  ['bucket_owner', matching(/^[\da-f]{64}$/, 64)],
  ['bucket', matching(/^[a-z\d][a-z\d._-]*$/i, 255)],
  ['operation', matching(/^[A-Z][A-Z\d]*\.[A-Z.\d_-]+$/i, 100)],
  ['key', keptWord],
  ['total_time', millis],
  ['s3_request_id', wordOf('http.request.id')],
]);

/** What a variable of a preset is: nginx's, or a value that another program calls so. */
export function presetVariable(name: string): ValueKind {
  return kinds.get(name) ?? haproxyKinds.get(name) ?? nginxVariable(name);
}
