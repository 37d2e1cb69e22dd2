import type { NamedCondition, PanelCondition } from './definition.ts';

/** Writes a condition in the Kibana Query Language, which OpenSearch Dashboards calls DQL: what a reader sees and edits. */
export function kueryOf(condition: PanelCondition): string {
  if ('all' in condition) return condition.all.map(kueryOperand).join(' and ');
  if ('any' in condition) return condition.any.map(kueryOperand).join(' or ');
  if ('not' in condition) return `not ${kueryOperand(condition.not)}`;
  const { field } = condition;
  if ('exists' in condition) return `${field} : *`;
  if ('like' in condition) return `${field} : ${condition.like.replaceAll(/[\\():<>"{}]/g, '\\$&')}`;
  if ('from' in condition) {
    const { from, below } = condition;
    return below === undefined ? `${field} >= ${from}` : `(${field} >= ${from} and ${field} < ${below})`;
  }
  const { is } = condition;
  return typeof is === 'object' ? `${field} : (${is.map(kueryValue).join(' or ')})` : `${field} : ${kueryValue(is)}`;
}

function kueryOperand(condition: PanelCondition): string {
  const isCompound = 'all' in condition || 'any' in condition || 'not' in condition;
  return isCompound ? `(${kueryOf(condition)})` : kueryOf(condition);
}

function kueryValue(value: string | number): string {
  return typeof value === 'number' ? String(value) : `"${value.replaceAll(/[\\"]/g, '\\$&')}"`;
}

/** How a web request ended (RFC 9110 section 15: classes of status codes). */
export const statusClasses: readonly NamedCondition[] = [
  { label: 'Succeeded (2xx)', where: { field: 'http.response.status_code', from: 200, below: 300 }, tone: 'good' },
  { label: 'Redirected (3xx)', where: { field: 'http.response.status_code', from: 300, below: 400 } },
  { label: 'Refused (4xx)', where: { field: 'http.response.status_code', from: 400, below: 500 }, tone: 'warning' },
  { label: 'Failed (5xx)', where: { field: 'http.response.status_code', from: 500, below: 600 }, tone: 'bad' },
];
