import type { Journal } from '../journal.ts';
import { type Printable, printable, printed } from '../printable.ts';
import { isWithin } from '../span.ts';
import type { ScenarioName } from './names.ts';
import { chooseWindow, createLabel, type PlanScenario } from './scenario.ts';

const LISTS = '/c/';
const FAILING_SHARE = 0.4;
const ERROR_PAGE_BYTES = 2_316;
const SERVICE = printed`shop`;
const VERSION = printed`88.0`;

/** What a script writes that deploys, as `kafkainsight mark` does; it is in the error log, whose program lies on the same machine. */
export function markDeployment(
  journal: Journal,
  { timeMillis, version, scenario }: { timeMillis: number; version: Printable; scenario: ScenarioName },
): void {
  const time = printable(new Date(timeMillis).toISOString());
  journal.stray(
    timeMillis,
    printed`{"@timestamp":"${time}","event.action":"deployment","event.category":["configuration"],"event.type":["change"],"service.name":"${SERVICE}","service.version":"${version}","message":"${SERVICE} ${version} was deployed"}`,
    scenario,
  );
}

/** A deployment of the shop, which is marked, and after which its lists of products often fail. */
export const planFailingDeployment: PlanScenario = ({ stage, span }) => {
  const window = chooseWindow(stage.random, span, 0.6, 0.05);
  let isMarked = false;
  return {
    label: createLabel('failing-deployment', window, {
      culprits: [
        { field: 'service.version', values: [VERSION] },
        { field: 'service.name', values: [SERVICE] },
      ],
    }),
    alter(request) {
      const { format, scenario, target, timeMillis } = request;
      if (!isWithin(window, timeMillis)) return undefined;
      if (!isMarked) {
        markDeployment(stage.journal, { timeMillis, version: VERSION, scenario: 'failing-deployment' });
        isMarked = true;
      }
      const isMeant = scenario === undefined && format === 'apache_combined' && target.startsWith(LISTS);
      if (!isMeant || stage.random() >= FAILING_SHARE) return undefined;
      request.status = 500;
      request.bytes = ERROR_PAGE_BYTES;
      request.scenario = 'failing-deployment';
      return undefined;
    },
  };
};
