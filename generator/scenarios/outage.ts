import { chooseWindow, createLabel, type PlanScenario } from './scenario.ts';

/** The data centre is cut off: for a while nothing is logged. */
export const planOutage: PlanScenario = ({ stage, span }) => {
  const window = chooseWindow(stage.random, span, 0.47, 0.02);
  return {
    label: createLabel('outage', window, {
      culprits: [{ field: '@timestamp', values: [new Date(window.fromMillis).toISOString()] }],
      question: {
        dashboard: 'operations',
        panel: 'lines-over-time',
        title: 'How many lines are there, and is there a gap?',
        field: '@timestamp',
        count: 'lines',
        order: 'fewest first',
        where: [],
      },
    }),
    silence: window,
  };
};
