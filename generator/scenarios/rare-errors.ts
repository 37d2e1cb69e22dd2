import type { ErrorReport } from '../journal.ts';
import { NONE, type Printable, printed } from '../printable.ts';
import { whole } from '../random.ts';
import { residentialAddress } from '../world/addresses.ts';
import { chooseAgent } from '../world/agents.ts';
import { createLabel, type PlanScenario } from './scenario.ts';

/** Messages of Apache that one odd request leads to, with their numbers (httpd, docs/log-message-tags). */
const ODDITIES: readonly Printable[] = [
  printed`AH00126: Invalid URI in request GET /p/%00 HTTP/1.1`,
  printed`AH00127: Cannot map GET /p/a%2fb HTTP/1.1 to file`,
  printed`AH00124: Request exceeded the limit of 10 internal redirects due to probable configuration error.`,
  printed`AH00037: Symbolic link not allowed or link target not accessible: /var/www/shop/media`,
  printed`AH00135: Invalid method in request PROPFIND / HTTP/1.1`,
  printed`AH00561: Request header exceeds LimitRequestFieldSize: Cookie`,
];
/** What a program prints about one. */
const UNCODED: readonly Printable[] = [
  printed`PHP Fatal error:  Uncaught ValueError: Path must not be empty in /var/www/shop/src/Image.php:31`,
  printed`PHP Fatal error:  Maximum execution time of 30 seconds exceeded in /var/www/shop/src/Export.php on line 120`,
];
const faults: readonly ErrorReport[] = [
  ...ODDITIES.map((message) => ({ module: printed`core`, level: printed`error`, message })),
  ...UNCODED.map((message) => ({ module: printed`php`, level: printed`error`, message })),
];
const RETRY_SHARE = 0.5;
const ERROR_PAGE_BYTES = 2_316;
const MINUTE_MILLIS = 60_000;
/** In the minute of each: some three lines where half of one is written in a second. */
const SURGE = 0.1;

/** Each of some odd requests leads to an error that was never there: two lines of one moment, and again where its client tries once more. */
export const planRareErrors: PlanScenario = ({ stage, span }) => {
  const { random, journal } = stage;
  const due = faults.map((fault) => ({
    atMillis: span.fromMillis + whole(random, 0, (span.toMillis - span.fromMillis) / MINUTE_MILLIS) * MINUTE_MILLIS,
    fault,
  }));
  const dueAt = (timeMillis: number): (typeof due)[number] | undefined =>
    due.find(({ atMillis }) => timeMillis >= atMillis && timeMillis < atMillis + MINUTE_MILLIS);
  const done = new Set<ErrorReport>();
  const culprits = [
    { field: 'error.code', values: ODDITIES.map((message) => message.slice(0, message.indexOf(':'))) },
  ] as const;
  return {
    label: createLabel('rare-errors', span, { culprits }),
    surge: (timeMillis) => (dueAt(timeMillis) === undefined ? 0 : SURGE),
    begin(startMillis) {
      const { fault } = dueAt(startMillis) ?? {};
      if (fault === undefined || done.has(fault)) return;
      done.add(fault);
      const address = residentialAddress(random);
      const userAgent = chooseAgent(random).text;
      const tries = random() < RETRY_SHARE ? 2 : 1;
      for (let at = 0, timeMillis = startMillis; at < tries; at++, timeMillis += whole(random, 15_000, 90_000)) {
        journal.request(
          { format: 'apache_combined', address, user: NONE, protocol: 'HTTP/1.1', userAgent, scenario: 'rare-errors' },
          {
            timeMillis,
            method: 'GET',
            target: printed`/p/odd-${whole(random, 100, 999)}`,
            status: 500,
            bytes: ERROR_PAGE_BYTES,
            referrer: NONE,
          },
        );
        for (let lines = 0; lines < 2; lines++) journal.fault(address, timeMillis, fault, 'rare-errors');
      }
    },
  };
};
