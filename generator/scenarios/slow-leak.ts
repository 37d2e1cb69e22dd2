import { severities } from '../actors/habits.ts';
import type { Daemon, ErrorReport } from '../journal.ts';
import { printed } from '../printable.ts';
import { isWithin, progress } from '../span.ts';
import { chooseWindow, createLabel, type PlanScenario } from './scenario.ts';

const PATH = '/search';
const API_PATH = '/api/v2/search';
const HOST = printed`app-3`;
const FAILING_SHARE_AT_END = 0.6;
const ERROR_PAGE_BYTES = 1_872;
const SERVICE: Daemon = {
  format: 'rfc5424',
  facility: 18,
  host: HOST,
  program: printed`search-service`,
  processId: 2031,
};
const TIMEOUT = printed`TIMEOUT`;
const FAULT: ErrorReport = {
  module: printed`proxy_http`,
  level: printed`error`,
  message: printed`AH01102: error reading status line from remote server ${HOST}:8080`,
};

/** One search host leaks memory: more and more searches time out, until it is restarted. */
export const planSlowLeak: PlanScenario = ({ stage, span, strength }) => {
  const window = chooseWindow(stage.random, span, 0.1, 0.34);
  return {
    label: createLabel('slow-leak', window, {
      culprits: [
        { field: 'url.path', values: [PATH, API_PATH] },
        { field: 'host.hostname', values: [HOST] },
      ],
      question: {
        dashboard: 'bugs',
        panel: 'unavailable-paths',
        title: 'Which paths are down or too slow (502 to 504)?',
        field: 'url.path',
        count: 'lines',
        order: 'most first',
        where: [{ field: 'http.response.status_code', values: [502, 503, 504] }],
      },
    }),
    alter(request) {
      const { target, timeMillis, scenario } = request;
      const isSearch = target.startsWith(PATH) || target.startsWith(API_PATH);
      // what another scenario wrote remains that scenario's
      if (scenario !== undefined || !isSearch || !isWithin(window, timeMillis)) return undefined;
      if (stage.random() >= strength * FAILING_SHARE_AT_END * progress(window, timeMillis)) return undefined;
      request.status = 503;
      request.bytes = ERROR_PAGE_BYTES;
      request.scenario = 'slow-leak';
      stage.journal.message(SERVICE, {
        timeMillis,
        severity: severities.error,
        messageId: TIMEOUT,
        message: printed`Query abandoned after 30000 ms, heap ${Math.round(60 + 39 * progress(window, timeMillis))} % used`,
        scenario: 'slow-leak',
      });
      return FAULT;
    },
  };
};
