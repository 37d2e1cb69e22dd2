import { chooseWindow, createLabel, type PlanScenario } from './scenario.ts';

/** The data centre is cut off: for a while there is no line of anything. */
export const planOutage: PlanScenario = ({ stage, span }) => {
  const window = chooseWindow(stage.random, span, 0.47, 0.02);
  return {
    label: createLabel('outage', window, {
      culprits: [{ field: '@timestamp', values: [new Date(window.fromMillis).toISOString()] }],
      question: {
        title: 'When was there least traffic?',
        field: '@timestamp',
        count: 'lines',
        order: 'fewest first',
        where: [],
      },
    }),
    silence: window,
  };
};
