import type { Case } from '../core/findings/cases.ts';
import type { Rule } from '../core/findings/rule.ts';
import { kueryOf } from './conditions.ts';

/** Entities that a link filters by; with more, it shows the lines of all. */
const MAX_ENTITIES = 5;
const MAX_ENTITY_CHARACTERS = 300;

/** By the beginning of the field's name that a rule's entities are of: where their lines are looked at. */
const dashboardsByField: readonly (readonly [string, string])[] = [
  ['user.', 'suspicious-accounts'],
  ['source.', 'suspicious-accounts'],
  ['user_agent.', 'suspicious-accounts'],
  ['url.', 'bugs'],
  ['service.', 'bugs'],
  ['kafkainsight.campaign.', 'marketing'],
];

/** The dashboard that shows the lines of a rule's findings. */
export function dashboardOf(rule: Rule | undefined): string {
  const field = rule?.question.entity ?? '';
  return dashboardsByField.find(([beginning]) => field.startsWith(beginning))?.[1] ?? 'operations';
}

/** The entities that a link to a case filters by: all that it has, or none. */
function linkedEntities({ entities, someEntities }: Case): readonly string[] {
  const isShort = someEntities.every(({ length }) => length <= MAX_ENTITY_CHARACTERS);
  return entities <= MAX_ENTITIES && entities === someEntities.length && isShort ? someEntities : [];
}

/** The address of what {@link dashboardView} returns. @param url of the product, without a slash at its end */
export function dashboardsLink(url: string, ...of: Parameters<typeof dashboardView>): string {
  return `${url}/app/dashboards#/view/${dashboardView(...of)}`;
}

/**
 * Where OpenSearch Dashboards or Kibana show the lines of a case: a dashboard with its time range and a query that can be edited. Without a case,
 * all cases in the time range. The form of the address is the one that both products write themselves (`_g` and `_a` in Rison).
 *
 * @returns what follows `#/view/` in the address
 */
export function dashboardView(span: Pick<Case, 'fromMillis' | 'toMillis'>, one?: Case, rule?: Rule): string {
  const iso = (millis: number): string => risonText(new Date(millis).toISOString());
  const global = `(filters:!(),time:(from:${iso(span.fromMillis)},to:${iso(span.toMillis)}))`;
  const query = one === undefined || rule === undefined ? '' : linesQuery(one, rule);
  const own = `(filters:!(),query:(language:kuery,query:${risonText(query)}))`;
  const id = one === undefined ? 'findings' : dashboardOf(rule);
  return `kafkainsight-${id}?_g=${encodeURIComponent(global)}&_a=${encodeURIComponent(own)}`;
}

function linesQuery(one: Case, rule: Rule): string {
  const { entity } = rule.question;
  const entities = linkedEntities(one);
  const own = entity === undefined || entities.length === 0 ? [] : [{ field: entity, is: entities }];
  return kueryOf({ all: [rule.proof, ...own] });
}

/** A text in Rison, in which `!` escapes itself and the quote. */
function risonText(text: string): string {
  return `'${text.replaceAll(/[!']/g, '!$&')}'`;
}
