import { beginning } from './beginning.ts';
import { errors, failedRequests, ratesRow, requests, servicesRow } from './bug-rows.ts';
import { statusClasses } from './conditions.ts';
import type { Dashboard, PanelCondition } from './definition.ts';

/** The application broke, on this very request (RFC 9110 section 15.6.1). */
const broken: PanelCondition = { field: 'http.response.status_code', is: 500 };
/** The server behind the web server did not respond, or not in time (RFC 9110 sections 15.6.3 to 15.6.5). */
const unavailable: PanelCondition = { field: 'http.response.status_code', is: [502, 503, 504] };
const failedPaths = { kind: 'terms', field: 'url.path', label: 'Path', size: 10 } as const;

/** What is broken in production: which path or host returns errors, since when, and what it logs. */
export const bugsDashboard: Dashboard = {
  id: 'bugs',
  title: 'Bugs in production',
  description: 'What fails, since when, on which path and host, and what do the error logs say?',
  rows: [
    beginning({
      lines: [
        '**A bug that was deployed** is a colour that appears at once and stays: look at its path, then at the error messages below.',
        '**A slow leak** is a colour that grows over hours or days.',
        '**Error messages** of a kind that was not there before show what broke.',
        '**Click** a path or a module to see only what belongs to it; drag over a chart to see only that time.',
      ],
      title: 'Where do you want to look?',
      dataView: 'logs',
      controls: [
        { field: 'http.request.method', label: 'Method' },
        { field: 'service.name', label: 'Service' },
        { field: 'host.hostname', label: 'Host' },
        { field: 'log.level', label: 'Level' },
      ],
    }),
    {
      height: 6,
      panels: [
        {
          kind: 'metric',
          id: 'requests-count',
          title: 'How many requests were there?',
          width: 12,
          dataView: 'logs',
          where: requests,
          metric: { kind: 'count', label: 'Requests' },
        },
        {
          kind: 'metric',
          id: 'failed-count',
          title: 'How many failed on our side?',
          width: 12,
          dataView: 'logs',
          where: failedRequests,
          tone: 'bad',
          metric: { kind: 'count', label: 'Failed requests (5xx)' },
        },
        {
          kind: 'metric',
          id: 'visitors-hit-count',
          title: 'How many addresses saw a failure?',
          width: 12,
          dataView: 'logs',
          where: failedRequests,
          tone: 'bad',
          metric: { kind: 'unique', field: 'source.address', label: 'Addresses' },
        },
        {
          kind: 'metric',
          id: 'error-messages-count',
          title: 'How many error messages were logged?',
          width: 12,
          dataView: 'logs',
          where: errors,
          tone: 'bad',
          metric: { kind: 'count', label: 'Error messages' },
        },
      ],
    },
    {
      height: 13,
      panels: [
        {
          kind: 'area',
          id: 'failures-over-time',
          title: 'Which paths fail, and since when?',
          width: 32,
          dataView: 'logs',
          where: failedRequests,
          x: { kind: 'time', label: 'Time' },
          split: { ...failedPaths, size: 8 },
          metric: { kind: 'count', label: 'Failed requests' },
        },
        {
          kind: 'pie',
          id: 'failure-codes',
          title: 'With which status do they fail?',
          width: 16,
          dataView: 'logs',
          where: failedRequests,
          slices: { kind: 'terms', field: 'http.response.status_code', label: 'Status', size: 8 },
          metric: { kind: 'count', label: 'Failed requests' },
        },
      ],
    },
    ratesRow,
    {
      height: 12,
      panels: [
        {
          kind: 'bar',
          id: 'broken-paths',
          title: 'Which paths are broken (500)?',
          width: 16,
          dataView: 'logs',
          where: broken,
          tone: 'bad',
          shows: ['bad-deploy'],
          x: failedPaths,
          metric: { kind: 'count', label: 'Failed requests' },
        },
        {
          kind: 'bar',
          id: 'unavailable-paths',
          title: 'Which paths are down or too slow (502 to 504)?',
          width: 16,
          dataView: 'logs',
          where: unavailable,
          tone: 'warning',
          shows: ['slow-leak'],
          x: failedPaths,
          metric: { kind: 'count', label: 'Failed requests' },
        },
        {
          kind: 'area',
          id: 'error-codes-over-time',
          title: 'Which error codes are logged, and since when?',
          width: 16,
          dataView: 'logs',
          where: { all: [errors, { field: 'error.code', exists: true }] },
          x: { kind: 'time', label: 'Time' },
          split: { kind: 'terms', field: 'error.code', label: 'Code', size: 8 },
          metric: { kind: 'count', label: 'Messages' },
        },
      ],
    },
    {
      height: 12,
      panels: [
        {
          kind: 'bar',
          id: 'status-over-time',
          title: 'How do requests end?',
          width: 24,
          dataView: 'logs',
          x: { kind: 'time', label: 'Time' },
          split: { kind: 'conditions', label: 'Outcome', conditions: statusClasses },
          metric: { kind: 'count', label: 'Requests' },
        },
        {
          kind: 'heat-map',
          id: 'failure-times',
          title: 'When does each path fail?',
          width: 24,
          dataView: 'logs',
          where: failedRequests,
          tone: 'bad',
          x: { kind: 'time', label: 'Time' },
          y: failedPaths,
          metric: { kind: 'count', label: 'Failed requests' },
        },
      ],
    },
    {
      height: 13,
      panels: [
        {
          kind: 'table',
          id: 'error-messages',
          title: 'Which error messages are there?',
          width: 24,
          dataView: 'logs',
          where: errors,
          rows: [
            { kind: 'terms', field: 'error.code', label: 'Code', size: 10 },
            { kind: 'terms', field: 'apache.error.module', label: 'Module', size: 3 },
          ],
          metrics: [
            { kind: 'count', label: 'Messages' },
            { kind: 'unique', field: 'source.address', label: 'Addresses' },
          ],
        },
        {
          kind: 'line',
          id: 'levels-over-time',
          title: 'Do the logs become more serious?',
          width: 24,
          dataView: 'logs',
          where: { field: 'log.level', exists: true },
          x: { kind: 'time', label: 'Time' },
          split: { kind: 'terms', field: 'log.level', label: 'Level', size: 8 },
          metric: { kind: 'count', label: 'Messages' },
        },
      ],
    },
    {
      height: 12,
      panels: [
        {
          kind: 'table',
          id: 'noisy-hosts',
          title: 'Which hosts and programs report errors?',
          width: 24,
          dataView: 'logs',
          where: errors,
          shows: ['slow-leak'],
          rows: [
            { kind: 'terms', field: 'host.hostname', label: 'Host', size: 10 },
            { kind: 'terms', field: 'process.name', label: 'Program', size: 3 },
          ],
          metrics: [{ kind: 'count', label: 'Messages' }],
        },
        {
          kind: 'tag-cloud',
          id: 'error-modules',
          title: 'Which modules complain?',
          width: 24,
          dataView: 'logs',
          where: errors,
          tags: { kind: 'terms', field: 'apache.error.module', label: 'Module', size: 30 },
          metric: { kind: 'count', label: 'Messages' },
        },
      ],
    },
    servicesRow,
    {
      height: 16,
      panels: [
        {
          kind: 'lines',
          id: 'lines',
          title: 'What do the newest failures and errors say?',
          width: 48,
          dataView: 'logs',
          where: { any: [failedRequests, errors] },
          columns: ['log.level', 'http.response.status_code', 'url.original', 'host.hostname', 'message'],
        },
      ],
    },
  ],
};
