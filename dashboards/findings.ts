import { idleRules } from '../core/findings/site-needs.ts';
import { CASE_DATASET } from '../core/names.ts';
import type { Site } from '../core/site/site.ts';
import { beginning } from './beginning.ts';
import type { Dashboard, PanelCondition, Row } from './definition.ts';
import { needsText } from './site.ts';

/** Cases that somebody still has to look at; without the other documents of that index. */
const open: PanelCondition = {
  all: [
    { field: 'event.dataset', is: CASE_DATASET },
    { field: 'kafkainsight.case.state', is: ['open', 'acknowledged'] },
  ],
};
const sure: PanelCondition = { all: [open, { field: 'kafkainsight.finding.confidence', is: 'high' }] };
const holding: PanelCondition = { field: 'kafkainsight.finding.status', is: 'open' };
const rule = { kind: 'terms', field: 'rule.name', label: 'Rule', size: 10 } as const;
const entity = { kind: 'terms', field: 'kafkainsight.finding.entity', label: 'Who or what', size: 20 } as const;
const confidence = { kind: 'terms', field: 'kafkainsight.finding.confidence', label: 'How sure', size: 2 } as const;
const cases = { kind: 'count', label: 'Cases' } as const;
const findingCount = { kind: 'count', label: 'Findings' } as const;

const rows: readonly Row[] = [
  {
    height: 6,
    panels: [
      {
        kind: 'metric',
        id: 'open-count',
        title: 'How many cases are open?',
        width: 12,
        dataView: 'cases',
        where: open,
        metric: cases,
      },
      {
        kind: 'metric',
        id: 'sure-count',
        title: 'How many of them are sure?',
        width: 12,
        dataView: 'cases',
        where: sure,
        tone: 'bad',
        metric: cases,
      },
      {
        kind: 'metric',
        id: 'findings-count',
        title: 'How many findings hold?',
        width: 12,
        dataView: 'findings',
        where: holding,
        metric: findingCount,
      },
      {
        kind: 'metric',
        id: 'entities-count',
        title: 'For how many accounts, addresses and paths?',
        width: 12,
        dataView: 'findings',
        where: holding,
        metric: { kind: 'unique', field: 'kafkainsight.finding.entity', label: 'Entities' },
      },
    ],
  },
  {
    height: 13,
    panels: [
      {
        kind: 'bar',
        id: 'cases-over-time',
        title: 'When did cases begin, by rule?',
        width: 24,
        dataView: 'cases',
        where: open,
        x: { kind: 'time', label: 'Time' },
        split: rule,
        metric: cases,
      },
      {
        kind: 'bar',
        id: 'confidence-over-time',
        title: 'When did findings hold, and how sure are they?',
        width: 24,
        dataView: 'findings',
        where: holding,
        x: { kind: 'time', label: 'Time' },
        split: confidence,
        metric: findingCount,
      },
    ],
  },
  {
    height: 13,
    panels: [
      {
        kind: 'table',
        id: 'rules',
        title: 'Which rules found the most?',
        width: 24,
        dataView: 'cases',
        where: open,
        rows: [rule, confidence],
        metrics: [
          cases,
          { kind: 'sum', field: 'kafkainsight.case.findings', label: 'Findings' },
          { kind: 'sum', field: 'kafkainsight.case.entities', label: 'Entities' },
        ],
      },
      {
        kind: 'table',
        id: 'entities',
        title: 'Who or what is found again and again?',
        width: 24,
        dataView: 'findings',
        where: holding,
        rows: [entity, rule],
        metrics: [findingCount],
      },
    ],
  },
  {
    height: 13,
    panels: [
      {
        kind: 'lines',
        id: 'cases',
        title: 'Which cases are open, and since when?',
        width: 48,
        dataView: 'cases',
        where: open,
        columns: [
          'event.end',
          'rule.name',
          'kafkainsight.finding.confidence',
          'kafkainsight.case.state',
          'kafkainsight.case.findings',
          'kafkainsight.case.entities',
          'message',
          'kafkainsight.case.lines',
        ],
      },
    ],
  },
  {
    height: 16,
    panels: [
      {
        kind: 'lines',
        id: 'findings',
        title: 'What was found, window by window?',
        width: 48,
        dataView: 'findings',
        where: holding,
        columns: ['rule.name', 'kafkainsight.finding.confidence', 'kafkainsight.finding.entity', 'message'],
      },
    ],
  },
];

/** What was found in the logs automatically, and the way to the lines that prove it. Rules that need more of the site than it says are named. */
export function findingsOf(site: Site): Dashboard {
  return {
    id: 'findings',
    title: 'Findings',
    description: 'What was found in the logs, how sure is it, and where are the lines?',
    rows: [
      beginning({
        lines: [
          '**A case** is what belongs together: findings of one rule, one after the other. Its time is that of its first line.',
          '**High** means that a person would act at once; **medium**, that one would look.',
          '**Withdrawn** is what no longer holds since later lines came. It is not counted here.',
          '**Click** a rule or an entity to see its cases and findings alone. Open a finding to see which lines prove it, by file and byte.',
          ...idleRules(site).map(([name, missing]) => `**${name}** looks for nothing yet. ${needsText(missing)}`),
        ],
        title: 'What do you want to look at?',
        dataView: 'cases',
        controls: [
          { field: 'rule.name', label: 'Rule' },
          { field: 'kafkainsight.finding.confidence', label: 'Confidence' },
          { field: 'kafkainsight.finding.entity', label: 'Entity' },
        ],
      }),
      ...rows,
    ],
  };
}
