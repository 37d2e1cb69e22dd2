import { VISIT_DATASET } from '../core/names.ts';
import { INTERNAL_PLACE } from '../core/site/internal-place.ts';
import { type Site, visitNeeds } from '../core/site/site.ts';
import { MACHINES } from '../core/user-agents/client-kinds.ts';
import type { DataPanel, NoticePanel, PanelCondition } from './definition.ts';

/** A setting of a site. */
type SitePart = keyof Site;

/** What a condition is for a site, or which settings it needs first. */
export type SiteCondition = { readonly where: PanelCondition } | { readonly needs: readonly SitePart[] };

/** Who visits a site, and what for. */
export interface SiteConditions {
  /** A page view by a person, as far as is known; without `staticPaths` also what is fetched along with a page. */
  readonly visited: PanelCondition;
  /** The same where the address names its campaign in the common `utm_` parameters. */
  readonly fromCampaign: PanelCondition;
  /** A page view by a person, and nothing that is fetched along with it. */
  readonly read: SiteCondition;
  /** A page view by someone who followed a link on another site. */
  readonly fromElsewhere: SiteCondition;
  /** One of the site's goals, reached. */
  readonly goalReached: SiteCondition;
  /** All visits, where they are counted. */
  readonly visits: SiteCondition;
}

/** The conditions of a site: in place of a condition without its settings, the missing ones are named. */
export function siteConditions(site: Site): SiteConditions {
  const { hosts = [], goals = [], staticPaths = [], apiPaths = [] } = site;
  const ofPerson: readonly PanelCondition[] = [
    { field: 'http.response.status_code', from: 200, below: 400 },
    { not: { field: 'kafkainsight.client.kind', is: MACHINES } },
    { not: { field: 'source.geo.name', is: INTERNAL_PLACE } },
  ];
  const noPages = [...staticPaths, ...apiPaths];
  const visited: PanelCondition = {
    all: [
      { field: 'http.request.method', is: 'GET' },
      ...ofPerson,
      ...(noPages.length === 0 ? [] : [{ not: pathIn(noPages) }]),
    ],
  };
  const followed: PanelCondition = {
    all: [
      visited,
      { field: 'http.request.referrer', exists: true },
      { not: { field: 'kafkainsight.referrer.domain', is: hosts } },
    ],
  };
  const reached: PanelCondition = {
    any: goals.map((goal) =>
      'paths' in goal ? { all: [...ofPerson, pathIn(goal.paths)] } : { field: 'event.action', is: goal.actions },
    ),
  };
  return {
    visited,
    fromCampaign: { all: [visited, { field: 'kafkainsight.campaign.name', exists: true }] },
    read: unlessNeeded(site, ['staticPaths'], visited),
    fromElsewhere: unlessNeeded(site, ['hosts', 'staticPaths'], followed),
    goalReached: unlessNeeded(site, ['goals'], reached),
    visits: unlessNeeded(site, visitNeeds, { field: 'event.dataset', is: VISIT_DATASET }),
  };
}

function pathIn(paths: readonly string[]): PanelCondition {
  return { any: paths.map((like) => ({ field: 'url.path', like })) };
}

function unlessNeeded(site: Site, parts: readonly SitePart[], where: PanelCondition): SiteCondition {
  const needs = parts.filter((part) => site[part] === undefined);
  return needs.length === 0 ? { where } : { needs };
}

/** The panel of the documents that meet the condition; if the site does not define it, a notice of what to set. */
export function panelOf(condition: SiteCondition, panel: DataPanel): DataPanel | NoticePanel {
  if ('where' in condition) return { ...panel, where: condition.where };
  const { id, title, width } = panel;
  return { kind: 'notice', id, title, width, text: needsText(condition.needs) };
}

/** The sentence that says what to set. */
export function needsText(needs: readonly SitePart[]): string {
  return `This needs ${needs.map((part) => `\`site.${part}\``).join(' and ')}: docs/configuration.md#site`;
}
