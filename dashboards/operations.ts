import { LEDGER_DATASET } from '../core/names.ts';
import { beginning } from './beginning.ts';
import type { Dashboard, NamedCondition, PanelCondition } from './definition.ts';

const unparsed: PanelCondition = { field: 'event.kind', is: 'pipeline_error' };

const untimed: PanelCondition = { field: 'kafkainsight.time.inferred', is: 'time' };
const ownTime: NamedCondition = { label: 'Their own', where: { not: untimed }, tone: 'good' };
const fileTime: NamedCondition = { label: 'That of their file', where: untimed, tone: 'warning' };

/** Whether the pipeline is healthy: what came in, from where, what became of it, and what could not be read. */
export const operationsDashboard: Dashboard = {
  id: 'operations',
  title: 'Operations',
  description: 'Are the logs coming in, are they complete, and is there a gap?',
  rows: [
    beginning({
      lines: [
        '**Lines over time** falls to nothing where a system went silent: a gap is an outage, of the system or of its logs.',
        '**Silent** is a kind of log or a host that logged nothing while lines were expected, judging by those before and after.',
        '**Files** lists what was read. Lines and lines sent must be equal; a part that failed says why.',
        '**Unparsed** lines match neither their file’s format nor any other. They are in the dataset `unparsed`, as are the lines of files that match no format (last table). All of them are searchable: see which file they come from, and declare its format in the sources.',
        '**A line without a time** gets the time of its file: it may be in the wrong place on the time axis.',
        '**Click** a bar, a slice or a value to see only what belongs to it.',
      ],
      title: 'What do you want to look at?',
      dataView: 'logs',
      controls: [
        { field: 'event.dataset', label: 'Dataset' },
        { field: 'host.hostname', label: 'Host' },
        { field: 'log.file.path', label: 'File' },
      ],
    }),
    {
      height: 6,
      panels: [
        {
          kind: 'metric',
          id: 'lines-count',
          title: 'How many lines are there?',
          width: 12,
          dataView: 'logs',
          metric: { kind: 'count', label: 'Lines' },
        },
        {
          kind: 'metric',
          id: 'files-count',
          title: 'From how many files?',
          width: 12,
          dataView: 'logs',
          metric: { kind: 'unique', field: 'kafkainsight.file.id', label: 'Files' },
        },
        {
          kind: 'metric',
          id: 'unparsed-count',
          title: 'How many lines match no format?',
          width: 12,
          dataView: 'logs',
          where: unparsed,
          tone: 'warning',
          metric: { kind: 'count', label: 'Unparsed lines' },
        },
        {
          kind: 'metric',
          id: 'dead-letters-count',
          title: 'How many were rejected permanently?',
          width: 12,
          dataView: 'dead-letters',
          tone: 'bad',
          metric: { kind: 'count', label: 'Dead letters' },
        },
      ],
    },
    {
      height: 13,
      panels: [
        {
          kind: 'bar',
          id: 'lines-over-time',
          title: 'How many lines are there, and is there a gap?',
          width: 34,
          dataView: 'logs',
          shows: ['outage'],
          x: { kind: 'time', label: 'Time' },
          split: { kind: 'terms', field: 'event.dataset', label: 'Dataset', size: 8 },
          metric: { kind: 'count', label: 'Lines' },
        },
        {
          kind: 'pie',
          id: 'datasets',
          title: 'Which kinds of logs are they?',
          width: 14,
          dataView: 'logs',
          slices: { kind: 'terms', field: 'event.dataset', label: 'Dataset', size: 8 },
          metric: { kind: 'count', label: 'Lines' },
        },
      ],
    },
    {
      height: 10,
      panels: [
        {
          kind: 'report',
          id: 'gaps',
          title: 'Who was silent, and for how long?',
          width: 48,
          dataView: 'logs',
          shows: ['outage'],
          report: { kind: 'gaps', fields: ['event.dataset', 'host.hostname'] },
        },
      ],
    },
    {
      height: 13,
      panels: [
        {
          kind: 'table',
          id: 'files',
          title: 'Which files were read, and did every line get through?',
          width: 30,
          dataView: 'ledger',
          // without the ledger's records of forgotten files
          where: { field: 'event.dataset', is: LEDGER_DATASET },
          rows: [{ kind: 'terms', field: 'log.file.path', label: 'File', size: 50 }],
          metrics: [
            { kind: 'sum', field: 'kafkainsight.part.lines', label: 'Lines' },
            { kind: 'sum', field: 'kafkainsight.part.produced', label: 'Sent' },
            { kind: 'sum', field: 'kafkainsight.part.unparsed', label: 'Unparsed' },
            { kind: 'sum', field: 'kafkainsight.part.bytes', label: 'Bytes' },
            { kind: 'count', label: 'Parts' },
          ],
        },
        {
          kind: 'area',
          id: 'ingest-rate',
          title: 'When were lines ingested?',
          width: 18,
          dataView: 'ledger',
          x: { kind: 'time', label: 'Time' },
          metric: { kind: 'sum', field: 'kafkainsight.part.lines', label: 'Lines ingested' },
        },
      ],
    },
    {
      height: 12,
      panels: [
        {
          kind: 'table',
          id: 'unparsed-files',
          title: 'Which files have unparsed lines?',
          width: 16,
          dataView: 'logs',
          empty: 'Every line of this time matches a format.',
          where: unparsed,
          rows: [{ kind: 'terms', field: 'log.file.path', label: 'File', size: 20 }],
          metrics: [{ kind: 'count', label: 'Unparsed lines' }],
        },
        {
          kind: 'table',
          id: 'failed-parts',
          title: 'Which files could not be read to their end?',
          width: 16,
          dataView: 'ledger',
          empty: 'Every file of this time was read to its end.',
          where: { field: 'event.outcome', is: 'failure' },
          rows: [
            { kind: 'terms', field: 'log.file.path', label: 'File', size: 20 },
            { kind: 'terms', field: 'kafkainsight.part.error.code', label: 'Error', size: 5 },
          ],
          metrics: [{ kind: 'count', label: 'Parts' }],
        },
        {
          kind: 'table',
          id: 'dead-letters',
          title: 'Why were records rejected permanently?',
          width: 16,
          dataView: 'dead-letters',
          empty: 'No record was rejected in this time.',
          rows: [{ kind: 'terms', field: 'error.code', label: 'Error', size: 20 }],
          metrics: [{ kind: 'count', label: 'Dead letters' }],
        },
      ],
    },
    {
      height: 9,
      panels: [
        {
          kind: 'table',
          id: 'unread-files',
          title: 'Which files match no format, and why?',
          width: 48,
          dataView: 'ledger',
          empty: 'Every file of this time matches a format.',
          where: { field: 'kafkainsight.part.unread', exists: true },
          rows: [
            { kind: 'terms', field: 'log.file.path', label: 'File', size: 20 },
            { kind: 'terms', field: 'kafkainsight.part.unread', label: 'Why', size: 5 },
          ],
          metrics: [{ kind: 'sum', field: 'kafkainsight.part.lines', label: 'Lines' }],
        },
      ],
    },
    {
      height: 9,
      panels: [
        {
          kind: 'pie',
          id: 'timed',
          title: 'Do lines have their own time?',
          width: 16,
          dataView: 'logs',
          slices: { kind: 'conditions', label: 'Time', conditions: [ownTime, fileTime] },
          metric: { kind: 'count', label: 'Lines' },
        },
        {
          kind: 'table',
          id: 'untimed-files',
          title: 'Which files have lines without a time?',
          width: 32,
          dataView: 'ledger',
          where: { field: 'event.dataset', is: LEDGER_DATASET },
          rows: [{ kind: 'terms', field: 'log.file.path', label: 'File', size: 20 }],
          metrics: [
            { kind: 'sum', field: 'kafkainsight.part.untimed', label: 'Without a time' },
            { kind: 'sum', field: 'kafkainsight.part.events', label: 'Events' },
          ],
        },
      ],
    },
    {
      height: 16,
      panels: [
        {
          kind: 'lines',
          id: 'lines',
          title: 'What do the newest lines say?',
          width: 48,
          dataView: 'logs',
          columns: ['event.dataset', 'log.file.path', 'log.level', 'message', 'url.original', 'event.original'],
        },
      ],
    },
  ],
};
