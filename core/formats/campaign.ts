import { EQUALS, find, startsWith } from '../bytes/ascii.ts';
import { stringKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';

const AMPERSAND = 0x26;
const PREFIX = Buffer.from('utm_');
/** Nobody's campaign has a longer name. */
const MAX_VALUE_BYTES = 256;

/** The parameters that analytics tools agree on (support.google.com/analytics/answer/10917952). */
const PARAMETERS = [
  { name: 'source', key: stringKey('kafkainsight.campaign.source') },
  { name: 'medium', key: stringKey('kafkainsight.campaign.medium') },
  { name: 'campaign', key: stringKey('kafkainsight.campaign.name') },
  { name: 'content', key: stringKey('kafkainsight.campaign.content') },
  { name: 'term', key: stringKey('kafkainsight.campaign.term') },
].map(({ name, key }, index) => ({ name: Buffer.from(name), key, bit: 1 << index }));

/** Writes what the query `bytes[start, end)` says about the campaign of its link; of a parameter that comes twice, the first counts. */
export function writeCampaign(bytes: Buffer, start: number, end: number, writer: DocumentWriter): void {
  let written = 0;
  for (let index = start; index < end;) {
    const next = find(AMPERSAND, bytes, index, end);
    if (startsWith(PREFIX, bytes, index, next))
      written |= writeParameter(bytes, index + PREFIX.length, next, written, writer);
    index = next + 1;
  }
}

/** Writes `source=newsletter`, unless it was written; returns its bit. */
function writeParameter(bytes: Buffer, start: number, end: number, written: number, writer: DocumentWriter): number {
  const equals = find(EQUALS, bytes, start, end);
  const parameter = PARAMETERS.find(
    ({ name }) => equals - start === name.length && startsWith(name, bytes, start, end),
  );
  if (parameter === undefined || equals + 1 >= end || (written & parameter.bit) !== 0) return 0;
  writer.fragment(parameter.key);
  writer.text(decoded(bytes.toString('utf8', equals + 1, Math.min(end, equals + 1 + MAX_VALUE_BYTES))));
  return parameter.bit;
}

/** A value of a form (URL Standard, section 5.1); as it is where its escapes are none. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}
