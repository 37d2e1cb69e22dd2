import { field, Fragment, valueKey } from '../bytes/document-keys.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import { JsonScanner } from '../formats/json-scanner.ts';

const MESSAGE = 'message';
const REST = 'kafkainsight.json';
const ENVELOPE = 'kafkainsight.envelope.fields';
const INCOMPLETE = 'kafkainsight.envelope.incomplete';
const QUOTED_ENVELOPE = Buffer.from(`"${ENVELOPE}":`);
const QUOTED_INCOMPLETE = Buffer.from(`"${INCOMPLETE}":`);
const ENVELOPE_KEY = valueKey(ENVELOPE);
const INCOMPLETE_FIELD = new Fragment(field(INCOMPLETE, true));

/** Fields about one thing: if the inner line names the thing, none of them is taken from the outer line. */
const FAMILIES = [
  { prefix: 'source.', name: 'source.address' },
  { prefix: 'user_agent.', name: 'user_agent.original' },
  { prefix: 'kafkainsight.client.', name: 'source.address' },
  { prefix: 'kafkainsight.client.', name: 'user_agent.original' },
  { prefix: 'kafkainsight.campaign.', name: 'url.original' },
  { prefix: 'kafkainsight.referrer.', name: 'http.request.referrer' },
].map(({ prefix, name }) => ({ prefix, name, quoted: Buffer.from(`"${name}":`) }));

/** Reading is synchronous, so one serves all documents. */
const scanner = new JsonScanner();

/**
 * Writes those fields of an outer line, or of an envelope, that the document does not have: not a message, which is the inner line, and what no
 * field took under the name of what an envelope says.
 */
export function appendMissing(fields: Buffer, writer: DocumentWriter): void {
  const document = writer.bytes.subarray(0, writer.lengthBytes);
  let keys: ReadonlySet<string> | undefined;
  // most are not there, which a search for the key's bytes says sooner than a look at all members; those it finds may be within a value
  const isPresent = (key: string, quoted: Buffer): boolean => {
    if (!document.includes(quoted)) return false;
    keys ??= new Set(membersOf(document, 0, document.length).map((member) => member.key));
    return keys.has(key);
  };
  const isOfAnother = (key: string): boolean =>
    FAMILIES.some(({ prefix, name, quoted }) => key.startsWith(prefix) && isPresent(name, quoted));
  for (const { key, start, valueStart, end } of membersOf(fields, 0, fields.length)) {
    if (key === REST && isPresent(ENVELOPE, QUOTED_ENVELOPE)) {
      if (!isPresent(INCOMPLETE, QUOTED_INCOMPLETE)) writer.fragment(INCOMPLETE_FIELD);
    } else if (key === REST) {
      writer.fragment(ENVELOPE_KEY);
      writer.verbatim(fields, valueStart, end);
    } else if (key !== MESSAGE && !isOfAnother(key) && !isPresent(key, fields.subarray(start + 1, valueStart))) {
      writer.verbatim(fields, start, end);
    }
  }
}

interface Member {
  readonly key: string;
  /** Where it begins, with the comma or bracket before it. */
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/** The members of a document, or of a part of one, as a document writer writes them: without spaces, and with names that need no escapes. */
function membersOf(bytes: Buffer, start: number, end: number): Member[] {
  const members: Member[] = [];
  for (let index = start; index < end;) {
    const keyStart = index + 2;
    const keyEnd = bytes.indexOf('"', keyStart);
    const valueStart = keyEnd + 2;
    const valueEnd = scanner.valueEnd(bytes, valueStart, end);
    if (valueEnd < 0) break;
    members.push({ key: bytes.toString('latin1', keyStart, keyEnd), start: index, valueStart, end: valueEnd });
    index = valueEnd;
  }
  return members;
}
