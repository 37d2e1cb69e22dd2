import type { ControlsPanel, Dashboard, GuidePanel } from './definition.ts';

/** The first row of each dashboard: how it is to be read, and what of it is to be looked at. */
export function beginning({
  lines,
  ...controls
}: Pick<GuidePanel, 'lines'> & Pick<ControlsPanel, 'title' | 'dataView' | 'controls'>): Dashboard['rows'][number] {
  return {
    height: 7,
    panels: [
      { kind: 'guide', id: 'guide', title: 'How to read this page', width: 30, lines },
      { kind: 'controls', id: 'controls', width: 18, ...controls },
    ],
  };
}
