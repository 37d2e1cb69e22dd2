import { isIpAddress } from '../../addresses/ip-address.ts';
import { stringKey } from '../../bytes/document-keys.ts';
import { type LogField, logFields } from '../../fields.ts';
import { anyClient } from './client-kinds.ts';
import { fieldKind } from './field-kinds.ts';
import { keptText, kind, type ValueKind } from './kind.ts';
import { anyTime } from './time-kinds.ts';
import * as web from './web-kinds.ts';

/** Fields whose text names a person, to be replaced where that is wanted. */
const PERSONS = ['user.id', 'user.email', 'client.address'] as const satisfies readonly LogField[];
const ADDRESSES = ['client.ip', 'destination.ip'] as const satisfies readonly LogField[];

/** Fields that are ours to write, or the file's. */
const RESERVED =
  /^(?:event\.(?:dataset|ingested|kind|original)|file\.|kafka\.|kafkainsight\.|log\.(?:file|flags|offset))/;

/** Fields whose values are more than their text. */
const kinds: ReadonlyMap<string, ValueKind> = new Map<string, ValueKind>([
  ['@timestamp', anyTime],
  ['source.address', anyClient],
  ['source.ip', anyClient],
  ['source.port', { ...web.clientPort, fits: () => true }],
  ['user.name', { ...web.user, fits: () => true }],
  ['http.response.status_code', { ...web.statusCode, fits: () => true }],
  ['http.request.referrer', web.referrer],
  ['url.original', web.target],
  ['user_agent.original', web.userAgent],
  ['session.id', web.session],
  ...PERSONS.map((name) => [name, person(name)] as const),
  ...ADDRESSES.map((name) => [name, address(name)] as const),
]);

/** Whether a key is a field that no line may set. */
export function isReservedKey(name: string): boolean {
  return RESERVED.test(name);
}

/** What the value of a key is: a field, where it is the name of one. */
export function keyKind(name: string): ValueKind {
  return kinds.get(name) ?? (isField(name) ? fieldKind(name) : keptText);
}

function isField(name: string): name is LogField {
  return Object.hasOwn(logFields, name);
}

function person(name: LogField): ValueKind {
  const key = stringKey(name);
  return kind({
    claims: [name],
    write({ item: { bytes, start, end }, writer, context: { pseudonyms } }) {
      const text = pseudonyms ? pseudonyms.userName(bytes, start, end) : bytes.subarray(start, end);
      writer.field(key, text, 0, text.length);
      return true;
    },
  });
}

function address(name: LogField): ValueKind {
  const key = stringKey(name);
  return kind({
    claims: [name],
    write({ item: { bytes, start, end }, writer, context: { pseudonyms } }) {
      if (!isIpAddress(bytes, start, end)) return false;
      const text = pseudonyms ? pseudonyms.address(bytes, start, end) : bytes.subarray(start, end);
      writer.field(key, text, 0, text.length);
      return true;
    },
  });
}
