import type { ErrorReport } from '../journal.ts';
import { printed } from '../printable.ts';
import { isWithin } from '../span.ts';
import { chooseWindow, createLabel, type PlanScenario } from './scenario.ts';

const PATH = '/cart/add';
const FAILING_SHARE = 0.9;
const ERROR_PAGE_BYTES = 2_316;
const ERROR_CODE = printed`AH01071`;

const FAULT: ErrorReport = {
  module: printed`proxy_fcgi`,
  level: printed`error`,
  message: printed`${ERROR_CODE}: Got error 'PHP message: PHP Fatal error:  Uncaught TypeError: Cart::add(): Argument #2 ($quantity) must be of type int, null given in /var/www/shop/src/Cart.php:118'`,
};

/** A release breaks one form: it returns 500, and the error log shows a message that was never there before. */
export const planBadDeploy: PlanScenario = ({ stage, span, strength }) => {
  const window = chooseWindow(stage.random, span, 0.85, 0.07);
  return {
    label: createLabel('bad-deploy', window, {
      culprits: [
        { field: 'url.path', values: [PATH] },
        { field: 'error.code', values: [ERROR_CODE] },
      ],
      question: {
        dashboard: 'bugs',
        panel: 'broken-paths',
        title: 'Which paths are broken (500)?',
        field: 'url.path',
        count: 'lines',
        order: 'most first',
        where: [{ field: 'http.response.status_code', values: [500] }],
      },
    }),
    alter(request) {
      if (
        request.scenario !== undefined ||
        request.target !== PATH ||
        !isWithin(window, request.timeMillis) ||
        stage.random() >= FAILING_SHARE * strength
      )
        return undefined;
      request.status = 500;
      request.bytes = ERROR_PAGE_BYTES;
      request.scenario = 'bad-deploy';
      return FAULT;
    },
  };
};
