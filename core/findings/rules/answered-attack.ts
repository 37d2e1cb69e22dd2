import { INTERNAL_PLACE } from '../../site/internal-place.ts';
import { isFailedRequest } from '../request.ts';
import type { LogCondition, Rule } from '../rule.ts';
import { judgeRequests, requestsOf } from './requests-by-address.ts';

/** An attack string that the application did something with: answered (RFC 9110 section 15.3), or failed at (section 15.6). */
const answered: LogCondition = {
  all: [
    { field: 'kafkainsight.attack.kind', exists: true },
    {
      any: [{ field: 'http.response.status_code', from: 200, below: 300 }, isFailedRequest],
    },
    { not: { field: 'source.geo.name', is: INTERNAL_PLACE } },
  ],
};

/** Somebody attacks the application, and it answers. */
export const answeredAttack: Rule = {
  ...requestsOf(answered, { failed: isFailedRequest }),
  name: 'answered-attack',
  version: 1,
  sentence: 'One address sends attack strings that are answered with 2xx or 5xx, more than there usually are.',
  trap: 'A search box in which people look for odd words: only the structure of an attack counts. Attack strings that are refused (3xx, 4xx). Your own scanner, if it is in `site.internalNetworks`.',
  needs:
    'source.address, http.response.status_code and the URL. It misses an attack of fewer than some four requests an hour, and one from another address each time.',
  judge: (evidence) =>
    judgeRequests(evidence, ({ entity, count, partCount }) => {
      const failures = partCount('failed');
      return {
        numbers: { answered: count, failed: failures },
        text: `${entity} sent ${count} attack strings that were answered, ${failures} of them with a failure of the server.`,
      };
    }),
};
