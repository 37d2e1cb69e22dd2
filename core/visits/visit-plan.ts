import { hashId } from '../findings/finding.ts';
import type { LogCondition } from '../findings/rule.ts';
import { INBOX_PREFIX } from '../names.ts';
import { INTERNAL_PLACE } from '../site/internal-place.ts';
import { type Site, visitNeeds } from '../site/site.ts';
import { MACHINES } from '../user-agents/client-kinds.ts';
import { REDIRECTS } from './visit.ts';

/** Raised with every change of what a visit is: all are counted again. */
const VERSION = 2;

/** What visits of a site are made of. */
export interface VisitPlan {
  /** Another one with every other plan. */
  readonly fingerprint: string;
  /** The requests that belong to visits. */
  readonly requests: LogCondition;
  /** Those of them that count as pages. */
  readonly pages: LogCondition;
  readonly hosts: ReadonlySet<string>;
}

/** Requests of people, as far as their user agents and networks say, that were answered. */
const answeredPerson: readonly LogCondition[] = [
  { field: 'http.response.status_code', from: 200, below: 400 },
  { not: { field: 'kafkainsight.client.kind', is: MACHINES } },
  { not: { field: 'source.geo.name', is: INTERNAL_PLACE } },
];

/** A path among others. */
function pathIn(paths: readonly string[]): LogCondition {
  return { any: paths.map((like) => ({ field: 'url.path', like })) };
}

/** Page views: what people asked for with GET, but for what is fetched along with a page or by programs. */
function viewsOf({ staticPaths = [], apiPaths = [] }: Site): LogCondition {
  const noPages = [...staticPaths, ...apiPaths];
  return {
    all: [
      { field: 'http.request.method', is: 'GET' },
      ...answeredPerson,
      ...(noPages.length === 0 ? [] : [{ not: pathIn(noPages) }]),
    ],
  };
}

/** How the visits of a site are counted; or which of its settings are missing. */
export function visitPlanOf(site: Site): VisitPlan | { readonly needs: readonly (keyof Site)[] } {
  const needs = visitNeeds.filter((part) => site[part] === undefined);
  if (needs.length > 0) return { needs };
  const { prefix, hosts = [], staticPaths = [], apiPaths = [] } = site;
  const goal: LogCondition = { field: 'kafkainsight.goal', exists: true };
  const requests: LogCondition = {
    all: [
      { field: 'source.address', exists: true },
      { any: [viewsOf(site), { all: [goal, ...answeredPerson] }] },
      ...(prefix === undefined ? [] : [{ field: 'log.file.path', like: `${INBOX_PREFIX}${prefix}*` } as const]),
    ],
  };
  return {
    fingerprint: hashId('visits', VERSION, JSON.stringify([prefix, hosts, staticPaths, apiPaths])),
    requests,
    pages: { all: [requests, { any: [goal, { not: { field: 'http.response.status_code', is: REDIRECTS } }] }] },
    hosts: new Set(hosts),
  };
}

const hasAddress: LogCondition = { field: 'source.address', exists: true };
const nothing: LogCondition = { all: [hasAddress, { not: hasAddress }] };

/** What visits are made of where none are counted any longer: those that are kept are of no request. */
export const NO_VISITS: VisitPlan = {
  fingerprint: hashId('no visits'),
  requests: nothing,
  pages: nothing,
  hosts: new Set(),
};
