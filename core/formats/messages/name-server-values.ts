import { isIpAddress } from '../../addresses/ip-address.ts';
import { find, NUMBER_SIGN, readNumber } from '../../bytes/ascii.ts';
import { type Fragment, stringKey, valueKey } from '../../bytes/document-keys.ts';
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

const SLASH = Buffer.from('/');
const QUESTION = stringKey('dns.question.name');
const TYPE = stringKey('dns.question.type');
const CLASS = stringKey('dns.question.class');

/** A question as one word, whose name may have slashes (RFC 2317): `example.org/A/IN`, or with the class before the type. */
function questionOf(second: Fragment, third: Fragment): Write {
  return (bytes, start, end, writer) => {
    const last = bytes.subarray(start, end).lastIndexOf(SLASH);
    const middle = bytes.subarray(start, start + Math.max(last, 0)).lastIndexOf(SLASH);
    if (middle <= 0) return;
    writer.field(QUESTION, bytes, start, start + middle);
    writer.field(second, bytes, start + middle + 1, start + last);
    writer.field(third, bytes, start + last + 1, end);
  };
}

const RESPONSE_CODE = stringKey('dns.response_code');
/** A code of DNS, in capitals; of what else went wrong there is only the text. */
const responseCode: Write = (bytes, start, end, writer) => {
  if (/^[A-Z]+$/.test(bytes.toString('latin1', start, end))) writer.field(RESPONSE_CODE, bytes, start, end);
};

/** Values of messages of name servers. */
export const nameServerValues = {
  hashed_endpoint: { kind: 'word', write: endpoint },
  question: wordOf('dns.question.name'),
  question_class: wordOf('dns.question.class'),
  question_type: wordOf('dns.question.type'),
  failed_question: { kind: 'word', write: questionOf(CLASS, TYPE) },
  denied_question: { kind: 'name', write: questionOf(TYPE, CLASS) },
  response_code: { kind: 'name', write: responseCode },
} as const;
