import { INTERNAL_PLACE } from '../../site/internal-place.ts';
import { HOUR_MILLIS } from '../../time/units.ts';
import type { CountRow, LogCondition, Rule } from '../rule.ts';
import { expectedHits, rounded, surpriseOfMore } from '../statistics.ts';
import { confidenceOf, learnAll, surpriseNumber, SURPRISING } from './thresholds.ts';

/** A page that is not there (RFC 9110 section 15.5.5), requested from outside: a site's own link checker and scanner request many. */
const missing: LogCondition = {
  all: [
    { field: 'http.response.status_code', is: 404 },
    { field: 'url.path', exists: true },
    { not: { field: 'source.geo.name', is: INTERNAL_PLACE } },
  ],
};
const LEAST_PATHS = 8;

function pathsOf(rows: readonly CountRow[]): number {
  return new Set(rows.map(({ other }) => other)).size;
}

/** Somebody looks for what might be there. */
export const probing: Rule = {
  name: 'probing',
  version: 2,
  sentence: 'One address asks for many different paths that are not there.',
  trap: 'A broken link that everybody follows: that is one path. A relaunch: many addresses miss a few paths each. Your own link checker and scanner, if they are in `site.internalNetworks`. (A crawler with an old map of the site is found: mute it.)',
  needs:
    'source.address, url.path and http.response.status_code; it does not work on a site that answers missing pages with 200',
  windowMillis: HOUR_MILLIS,
  lookback: 0,
  isWhole: false,
  question: { where: missing, entity: 'source.address', other: 'url.path' },
  isCandidate: (rows) => pathsOf(rows) >= LEAST_PATHS,
  history: { before: 24, weeks: 8, of: 'all entities', tally: (rows) => ({ hits: pathsOf(rows), total: 1 }) },
  cause: 'each entity',
  proof: missing,
  judge({ entity, own, baseline }) {
    const paths = pathsOf(own);
    if (baseline === undefined || paths < LEAST_PATHS) return undefined;
    const learned = learnAll(baseline);
    const surprise = surpriseOfMore(paths, 1, learned);
    if (surprise < SURPRISING) return undefined;
    return {
      confidence: confidenceOf(surprise),
      numbers: {
        paths,
        expected: rounded(expectedHits(learned, 1)),
        surprise: surpriseNumber(surprise),
        samples: baseline.samples.length,
      },
      text: `${entity} asked for ${paths} different paths that are not there.`,
    };
  },
};
