import { errorLevels } from '../core/log-levels.ts';
import type { PanelCondition, Row } from './definition.ts';

/** The server failed (RFC 9110 section 15.6). */
export const failedRequests: PanelCondition = { field: 'http.response.status_code', from: 500, below: 600 };
/** The values of `log.level` for errors. */
export const errors: PanelCondition = { field: 'log.level', is: errorLevels };
export const requests: PanelCondition = { field: 'http.response.status_code', exists: true };

const failedShare = {
  kind: 'share',
  of: { label: 'Failed (5xx)', where: failedRequests, tone: 'bad' },
  label: 'Failed',
} as const;
const slowest = { kind: 'percentile', field: 'event.duration', percent: 95, label: '95 % take less than' } as const;

/** How often requests fail, and how long they take where that is logged. */
export const ratesRow: Row = {
  height: 12,
  panels: [
    {
      kind: 'line',
      id: 'failure-rate',
      title: 'What share of requests fails?',
      width: 16,
      dataView: 'logs',
      where: requests,
      tone: 'bad',
      x: { kind: 'time', label: 'Time' },
      metric: failedShare,
    },
    {
      kind: 'line',
      id: 'latency',
      title: 'How long do requests take?',
      width: 16,
      dataView: 'logs',
      empty: 'None of these requests says how long it took. Apache logs that with %D, nginx with $request_time.',
      where: { all: [requests, { field: 'event.duration', exists: true }] },
      x: { kind: 'time', label: 'Time' },
      metric: slowest,
    },
    {
      kind: 'table',
      id: 'path-rates',
      title: 'How often does each path fail, and how slow is it?',
      width: 16,
      dataView: 'logs',
      where: requests,
      rows: [{ kind: 'terms', field: 'url.path', label: 'Path', size: 20 }],
      metrics: [{ kind: 'count', label: 'Requests' }, failedShare, slowest],
    },
  ],
};

/** What `kafkainsight mark` writes. */
const deployments: PanelCondition = {
  all: [
    { field: 'event.action', is: 'deployment' },
    { field: 'service.version', exists: true },
  ],
};

/** What is logged for the first time, by which version of which service, and when that was deployed. */
export const servicesRow: Row = {
  height: 13,
  panels: [
    {
      kind: 'report',
      id: 'patterns',
      title: 'Which kinds of errors are new, and since when?',
      width: 24,
      dataView: 'logs',
      where: { all: [errors, { field: 'kafkainsight.pattern.id', exists: true }] },
      report: { kind: 'patterns' },
    },
    {
      kind: 'table',
      id: 'services',
      title: 'Which services and versions report errors?',
      width: 12,
      dataView: 'logs',
      empty: 'No error of this time names its service: loggers that write JSON can.',
      where: { all: [errors, { field: 'service.name', exists: true }] },
      rows: [
        { kind: 'terms', field: 'service.name', label: 'Service', size: 10 },
        { kind: 'terms', field: 'service.version', label: 'Version', size: 3 },
      ],
      metrics: [{ kind: 'count', label: 'Messages' }],
    },
    {
      kind: 'lines',
      id: 'deployments',
      title: 'What was deployed, and when?',
      width: 12,
      dataView: 'logs',
      empty: 'No deployment of this time is marked: kafkainsight mark SERVICE VERSION does that.',
      where: deployments,
      columns: ['service.name', 'service.version', 'message'],
    },
  ],
};
