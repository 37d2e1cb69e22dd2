import { NONE, type Printable, printable, printed } from '../printable.ts';
import { requester } from '../requester.ts';
import { hostileAddress } from '../world/addresses.ts';
import { chooseWindow, createLabel, type PlanScenario, steadySurge } from './scenario.ts';

const SURGE = 0.4;
const NOT_FOUND_BYTES = 5_214;
const USER_AGENT = printed`Mozilla/5.0 (compatible; dirlist/2.4)`;
const NAMES =
  'admin backup config database db dump export files home.old install logs manager old phpinfo private secret setup shop sql staging temp test upload users web wp-content www'
    .split(' ')
    .map(printable);
const ENDINGS = '/ .bak .conf .gz .json .old .php .rar .sql .tar.gz .txt .xml .yml .zip'.split(' ').map(printable);
const PATHS: readonly Printable[] = NAMES.flatMap((name) => ENDINGS.map((ending) => printed`/${name}${ending}`));

/** One address asks for everything that a careless administrator might have left. */
export const planProbing: PlanScenario = ({ stage, span, strength }) => {
  const { random, journal } = stage;
  const window = chooseWindow(random, span, 0.81, 0.012);
  const client = requester('probing', hostileAddress(random), USER_AGENT);
  let asked = 0;
  return {
    label: createLabel('probing', window, { culprits: [{ field: 'source.ip', values: [client.address] }] }),
    surge: steadySurge(window, SURGE * strength),
    begin(startMillis) {
      const path = PATHS[asked++ % PATHS.length] ?? NONE;
      journal.request(client, {
        timeMillis: startMillis,
        method: 'GET',
        target: path,
        status: 404,
        bytes: NOT_FOUND_BYTES,
        referrer: NONE,
      });
    },
  };
};
