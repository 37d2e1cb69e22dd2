import { isIpAddress } from '../../addresses/ip-address.ts';
import { find, NUMBER_SIGN, readNumber } from '../../bytes/ascii.ts';
import { stringKey, valueKey } from '../../bytes/document-keys.ts';
import type { DocumentWriter } from '../../bytes/document-writer.ts';
import type { LogField } from '../../fields.ts';
import type { FormatContext } from '../format.ts';
import { writeSource } from '../network-fields.ts';

type Write = (bytes: Buffer, start: number, end: number, writer: DocumentWriter, context: FormatContext) => void;

const PORT = valueKey('source.port');
const MAX_PORT = 65_535;

/** BIND's `203.0.113.9#50412`. */
const endpoint: Write = (bytes, start, end, writer, context) => {
  const hash = find(NUMBER_SIGN, bytes, start, end);
  if (!isIpAddress(bytes, start, hash)) return;
  writeSource(bytes, start, hash, true, writer, context, true);
  const port = readNumber(bytes, hash + 1, end);
  if (port < 0 || port > MAX_PORT) return;
  writer.fragment(PORT);
  writer.integer(port);
};

const wordOf = (name: LogField): { readonly kind: 'word'; readonly write: Write } => {
  const key = stringKey(name);
  return {
    kind: 'word',
    write(bytes, start, end, writer) {
      writer.field(key, bytes, start, end);
    },
  };
};

/** Values of messages of name servers. */
export const nameServerValues = {
  hashed_endpoint: { kind: 'word', write: endpoint },
  question: wordOf('dns.question.name'),
  question_class: wordOf('dns.question.class'),
  question_type: wordOf('dns.question.type'),
} as const;
