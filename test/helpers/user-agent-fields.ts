import { documentHead } from '../../core/bytes/document-keys.ts';
import { DocumentWriter } from '../../core/bytes/document-writer.ts';
import { createUserAgentFields } from '../../core/user-agents/user-agents.ts';

const PREFIX = 'user_agent.';

const writer = new DocumentWriter();
const writeFields = createUserAgentFields();

/** The fields below `user_agent` that are read from a user agent inside other text, which must not matter. */
export function userAgentFieldsOf(userAgent: string): Partial<Record<string, string>> {
  const before = 'Mozilla/5.0 Chrome/';
  const bytes = Buffer.from(`${before}${userAgent}/1.0`);
  writer.begin(documentHead(''));
  writeFields(bytes, before.length, before.length + Buffer.byteLength(userAgent), writer);
  writer.finish(0);
  const document: unknown = JSON.parse(writer.bytes.toString('utf8', 0, writer.lengthBytes));
  const fields = Object.entries(document as Record<string, string>).filter(([name]) => name.startsWith(PREFIX));
  return Object.fromEntries(fields.map(([name, value]) => [name.slice(PREFIX.length), value]));
}
