import { parseIpAddress } from '../addresses/ip-address.ts';
import { namesPerson } from './person-keys.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** Fields that are ours, or the object's: nothing in them is from the line. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  ...['@timestamp', 'event.dataset', 'event.ingested', 'event.kind', 'file.mtime', 'log.file.path'],
  ...['kafkainsight.file.id', 'kafka.topic'],
]);
/** Versions in it look like IPv4 addresses: `Chrome/120.0.0.0`. */
const USER_AGENT = 'user_agent.';

/** A string of JSON, or a bracket outside of one. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]]/g;
const MAIL = /[^\s"'<>()[\]{},;:=@&?/\\]+(?:@|%40)[a-z\d-]+(?:\.[a-z\d-]+)+/gi;
const IPV6 = /(?<![\w:.])(?:[\da-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[\da-f]{0,4})(?![\w:])/gi;
const IPV4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)/g;
const IPV4_IN_USER_AGENT = /(?<![\w./])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)/g;
/** `user=alice`, `user="alice"`, in URLs and messages. */
const PAIR = /(?<![\w.-])([a-z][\w.-]{1,63})=("[^"]*"|'[^']*'|[^\s,;&"'<>()[\]]+)/gi;
/** What all of these have something of, or an escape that could be of one. */
const SUSPICIOUS = /@|%40|\\u00|\d\.\d|:[\da-f]*:|=/i;

/**
 * Replaces in all strings of a finished document what identifies a person without its key: IP addresses, e-mail addresses, and values after the name
 * of one (`user=alice`). What formats have replaced already stays.
 *
 * @returns undefined where there is nothing to replace
 */
export function replacePersons(document: Buffer, pseudonyms: Pseudonyms): Buffer | undefined {
  const text = document.toString('utf8');
  if (!SUSPICIOUS.test(text)) return undefined;
  let depth = 0;
  let field = '';
  const replaced = text.replaceAll(TOKEN, (token, offset: number) => {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    if (!token.startsWith('"')) return token;
    if (depth === 1 && text[offset + token.length] === ':') {
      field = token.slice(1, -1);
      return token;
    }
    return OWN_FIELDS.has(field) ? token : inToken(token, field, pseudonyms);
  });
  return replaced === text ? undefined : Buffer.from(replaced);
}

function inToken(token: string, field: string, pseudonyms: Pseudonyms): string {
  if (!SUSPICIOUS.test(token)) return token;
  const value = token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1);
  const replaced = inText(value, field.startsWith(USER_AGENT), pseudonyms);
  return replaced === value ? token : JSON.stringify(replaced);
}

function inText(text: string, isUserAgent: boolean, pseudonyms: Pseudonyms): string {
  const address = (found: string): string => {
    // `2001:db8::1: refused`: the last colon is the sentence's
    const bare = /[^:]:$/.test(found) ? found.slice(0, -1) : found;
    const bytes = Buffer.from(bare);
    const isOne = bare !== '::' && parseIpAddress(bytes, 0, bytes.length) !== undefined && !pseudonyms.isOwn(bare);
    return isOne ? pseudonyms.address(bytes, 0, bytes.length).toString('latin1') + found.slice(bare.length) : found;
  };
  const user = (found: string): string => {
    const bytes = Buffer.from(found);
    return pseudonyms.isOwn(found) ? found : pseudonyms.userName(bytes, 0, bytes.length).toString('latin1');
  };
  return text
    .replaceAll(PAIR, (pair, name: string, value: string) => {
      if (!namesPerson(name)) return pair;
      const quote = /^["']/.exec(value)?.[0] ?? '';
      return `${name}=${quote}${user(value.slice(quote.length, value.length - quote.length))}${quote}`;
    })
    .replaceAll(MAIL, (mail) => user(mail.replace(/%40/, '@')))
    .replaceAll(IPV6, address)
    .replaceAll(isUserAgent ? IPV4_IN_USER_AGENT : IPV4, address);
}
