import { type LogField, logFields } from '../../../core/fields.ts';

/** What people call fields: a short name means any of its fields, all of which are of one type. */
export const shortNames: Readonly<Record<string, readonly [LogField, ...LogField[]]>> = {
  status: ['http.response.status_code'],
  method: ['http.request.method'],
  path: ['url.path'],
  url: ['url.original', 'url.full'],
  query: ['url.query'],
  referrer: ['http.request.referrer'],
  agent: ['user_agent.original'],
  browser: ['user_agent.name'],
  ip: ['source.ip', 'client.ip', 'destination.ip'],
  address: ['source.address', 'client.address', 'destination.address'],
  country: ['source.geo.country_iso_code'],
  user: ['user.name', 'user.id', 'user.email', 'user.effective.name', 'user.target.name'],
  host: ['host.hostname', 'host.name'],
  level: ['log.level'],
  code: ['error.code', 'event.code'],
  module: ['apache.error.module'],
  program: ['process.name'],
  service: ['service.name'],
  version: ['service.version'],
  dataset: ['event.dataset'],
  file: ['log.file.path'],
  campaign: ['kafkainsight.campaign.name'],
  trace: ['trace.id'],
};

/** The fields that a short name means; `undefined` for any other name. */
export function fieldsOfShortName(name: string): readonly [LogField, ...LogField[]] | undefined {
  return Object.hasOwn(shortNames, name) ? shortNames[name] : undefined;
}

/** What the box can be asked, each with what it finds. */
export const examples: readonly (readonly [typed: string, finds: string])[] = [
  ['status:5*', 'requests that failed'],
  ['"Card declined"', 'these words one behind the other'],
  ['path:*cart* -method:GET', 'a part of a path, and not by GET'],
  ['ip:203.0.113.0/24', 'addresses of a network'],
  ['user:(anna OR felix)', 'one account or the other'],
  ['http.response.body.bytes:>1000000', 'large responses; any field has a name'],
];

/** A name that can be completed, and what it means. */
export interface SuggestedName {
  readonly name: string;
  /** The fields of a short name. */
  readonly means: string;
}

const MAX_NAMES = 8;

/** Names that begin with what is typed, short ones first, then fields in which a part begins with it. */
export function namesLike(typed: string): readonly SuggestedName[] {
  const wanted = typed.toLowerCase();
  const short = Object.entries(shortNames).map(([name, fields]) => ({ name, means: fields.join(', ') }));
  const fields = Object.keys(logFields).map((name) => ({ name, means: '' }));
  const begins = ({ name }: SuggestedName): boolean => name.startsWith(wanted);
  const hasPart = ({ name }: SuggestedName): boolean =>
    !begins({ name, means: '' }) && name.split(/[._]/).some((part) => part.startsWith(wanted));
  return [...short.filter(begins), ...fields.filter(begins), ...fields.filter(hasPart)].slice(0, MAX_NAMES);
}
