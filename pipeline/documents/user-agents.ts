import Bowser from 'bowser';
import { field, Fragment } from './document-keys.ts';
import type { LogField } from '../mappings/fields.ts';
import { RecentCache } from './recent-cache.ts';

/** Taking one apart costs as much as parsing thirty lines; real ones repeat. An entry is about 500 bytes. */
const CACHED_USER_AGENTS = 4_096;
/** Real ones are shorter; the regular expressions are not let loose on more than this. */
const MAX_CHARACTERS = 512;
/** The first product (RFC 9110, section 10.1.5), for what Bowser does not know: `curl/8.5.0`. */
const PRODUCT = /^([A-Za-z][\w.-]{0,63})\/(\d[\w.-]{0,31})/;

/**
 * Answers the ready-made fields user_agent.name, .version, .os.name, .os.version and .device.name (desktop, mobile, tablet,
 * tv or bot) of the user agent `bytes[start, end)`, as far as they can be told.
 */
export type UserAgentFields = (bytes: Buffer, start: number, end: number) => Fragment;

/** Takes user agents apart, and keeps what it found of those seen lately. */
export function createUserAgentFields(): UserAgentFields {
  const cache = new RecentCache<Fragment>(CACHED_USER_AGENTS);
  return (bytes, start, end) =>
    cache.get(bytes.toString('latin1', start, Math.min(end, start + MAX_CHARACTERS)), userAgentFragment);
}

function userAgentFragment(userAgent: string): Fragment {
  if (userAgent === '') return new Fragment('');
  const parser = Bowser.getParser(userAgent, true);
  const [, product, productVersion] = PRODUCT.exec(userAgent) ?? [];
  const { name = '', version } = parser.parseBrowser();
  const system = parser.parseOS();
  const fields: readonly (readonly [LogField, string | undefined])[] = [
    ['user_agent.name', name || product],
    ['user_agent.version', name ? version : productVersion],
    ['user_agent.os.name', system.name],
    ['user_agent.os.version', system.version],
    ['user_agent.device.name', parser.parsePlatform().type],
  ];
  return new Fragment(fields.map(([key, value]) => (value ? field(key, ascii(value)) : '')).join(''));
}

/** Versions are cut out of the text that a client sent: whatever is not ASCII in them is noise. */
function ascii(value: string): string {
  return value.replaceAll(/[^ -~]/g, '?');
}
