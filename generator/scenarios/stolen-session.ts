import { DAY_MILLIS } from '../../core/time/units.ts';
import type { AccessEvent, RequestSession } from '../events.ts';
import type { Requester } from '../journal.ts';
import { NONE, type Printable, printable, printed } from '../printable.ts';
import { createRandom, pick, whole } from '../random.ts';
import { isWithin } from '../span.ts';
import { type Agent, chooseAgent } from '../world/agents.ts';
import { chooseWindow, createLabel, type PlanScenario } from './scenario.ts';

const ID_WORDS = 4;
const WORD_DIGITS = 8;
const TWO_TO_32 = 4_294_967_296;
/** In one of so many sessions the phone asks for pages as desktops have them. */
const DESKTOP_SITES = 200;
const DESKTOP_OF_APPLE = printed`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.3 Safari/605.1.15`;
const DESKTOP_OF_ANDROID = printed`Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36`;

/** The phone of an account. */
function phoneOf(account: Printable): Printable {
  const random = createRandom(1, account);
  let agent: Agent;
  do agent = chooseAgent(random);
  while (!agent.mobile);
  return agent.text;
}

/** The session of an account, which lasts for a day, at home and away. */
function sessionOf(account: Printable, timeMillis: number): RequestSession {
  const random = createRandom(Math.floor(timeMillis / DAY_MILLIS), account);
  const word = (): string => whole(random, 0, TWO_TO_32).toString(16).padStart(WORD_DIGITS, '0');
  const id = printable(Array.from({ length: ID_WORDS }, word).join(''));
  const phone = phoneOf(account);
  if (random() * DESKTOP_SITES >= 1) return { id, userAgent: phone };
  return { id, userAgent: phone.includes('like Mac OS X') ? DESKTOP_OF_APPLE : DESKTOP_OF_ANDROID };
}

/** Requests of the app by somebody who is signed in, and of no other scenario. */
function isOfPerson({ format, user, scenario }: AccessEvent): boolean {
  return format === 'json' && user !== NONE && scenario === undefined;
}

/** The app's gateway logs the session of each call, and from which program it came. */
export const planGatewaySessions: PlanScenario = ({ span }) => {
  const sessions = new Map<string, RequestSession>();
  return {
    label: createLabel('gateway-sessions', span, { culprits: [{ field: 'event.dataset', values: ['json'] }] }),
    alter(request) {
      if (!isOfPerson(request)) return undefined;
      const { user, timeMillis } = request;
      const key = `${user} ${Math.floor(timeMillis / DAY_MILLIS)}`;
      request.session = sessions.get(key) ?? sessionOf(user, timeMillis);
      sessions.set(key, request.session);
      return undefined;
    },
  };
};

/** A provider of servers, from which no customer comes. */
const HOSTING = printed`167.99`;
const THIEF = printed`Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36`;
const CALLS = 25;
const PATHS = [printed`/api/v2/profile`, printed`/api/v2/orders`, printed`/api/v2/cart`, printed`/api/v2/home`];

/** Malware on a phone sends the session of its owner to somebody who goes on in it. */
export const planStolenSession: PlanScenario = ({ stage, span }) => {
  const { random, journal } = stage;
  const window = chooseWindow(random, span, 0.4, 0.02);
  const address = printed`${HOSTING}.${whole(random, 0, 256)}.${whole(random, 1, 255)}`;
  let stolen: RequestSession | undefined;
  return {
    label: createLabel('stolen-session', window, { culprits: [{ field: 'source.ip', values: [address] }] }),
    alter(request) {
      if (request.scenario === 'stolen-session' && stolen !== undefined) request.session = stolen;
      if (stolen !== undefined || !isWithin(window, request.timeMillis) || !isOfPerson(request)) return undefined;
      const { user, protocol } = request;
      stolen = { id: sessionOf(user, request.timeMillis).id, userAgent: THIEF };
      const thief: Requester = {
        format: 'json',
        address,
        user,
        protocol,
        userAgent: THIEF,
        scenario: 'stolen-session',
      };
      let timeMillis = request.timeMillis + whole(random, 300_000, 1_200_000);
      for (let call = 0; call < CALLS; call++) {
        const target = pick(random, PATHS);
        journal.request(thief, {
          timeMillis,
          method: 'GET',
          target,
          status: 200,
          bytes: whole(random, 300, 5_200),
          referrer: NONE,
        });
        timeMillis += whole(random, 2_000, 15_000);
      }
      return undefined;
    },
  };
};
