import type { ErrorReport } from '../journal.ts';
import { printed } from '../printable.ts';
import { isWithin } from '../span.ts';
import { chooseWindow, createLabel, type PlanScenario } from './scenario.ts';

const PRODUCTS = '/p/';
const SHARE = 0.15;
const FAULT: ErrorReport = {
  module: printed`php`,
  level: printed`error`,
  message: printed`PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) in /var/www/shop/src/Related.php on line 57`,
};

/** The last part of a page breaks off now and then, when its status is sent already: only the error log tells, and with no code. */
export const planSilentError: PlanScenario = ({ stage, span, strength }) => {
  const window = chooseWindow(stage.random, span, 0.36, 0.07);
  return {
    label: createLabel('silent-error', window, { culprits: [{ field: 'log.level', values: [FAULT.level] }] }),
    alter(request) {
      const isMeant =
        request.scenario === undefined && request.format === 'apache_combined' && request.target.startsWith(PRODUCTS);
      if (!isMeant || !isWithin(window, request.timeMillis) || stage.random() >= SHARE * strength) return undefined;
      request.scenario = 'silent-error';
      return FAULT;
    },
  };
};
