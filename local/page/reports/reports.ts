import type { SearchEngine } from '../../../core/ports.ts';
import type { ReportPanel } from '../../../dashboards/definition.ts';
import type { Scope } from '../../../dashboards/search.ts';
import type { ReportAnswer } from '../protocol.ts';
import { checked, findPanel, notOfKind, type ShownPage } from '../questions.ts';
import { panelRequestSchema, scopeOf } from '../scope.ts';
import { gapsReport } from './gaps.ts';
import { patternsReport } from './patterns.ts';

/**
 * Answers a question that takes more than one aggregation.
 *
 * @param body what the browser sent, checked here
 * @throws KafkaInsightError USAGE_INVALID for an unknown panel or an invalid question; SEARCH_* of the search engine
 */
export async function answerReport({ engine, dashboards }: ShownPage, body: unknown): Promise<ReportAnswer> {
  const request = checked(panelRequestSchema, body);
  const panel = findPanel(dashboards, request.dashboard, request.panel);
  if (panel.kind !== 'report') throw notOfKind(request.panel);
  return askReport(engine, panel, scopeOf(request.scope));
}

/** Asks the engine what a report needs. */
export function askReport(engine: SearchEngine, panel: ReportPanel, scope: Scope): Promise<ReportAnswer> {
  const { report } = panel;
  switch (report.kind) {
    case 'gaps':
      return gapsReport(engine, panel, report, scope);
    case 'patterns':
      return patternsReport(engine, panel, scope);
  }
}
