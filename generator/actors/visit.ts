import type { Requester } from '../journal.ts';
import { NONE } from '../printable.ts';
import type { ScenarioName } from '../scenarios/names.ts';
import type { Scene } from '../scene.ts';
import { type Arrival, chooseArrival } from '../world/arrivals.ts';
import type { Visitor } from '../world/visitors.ts';
import { steps } from './steps.ts';
import type { Walk } from './walk.ts';

/** The most pages anyone opens in one visit. */
const MOST_STEPS = 80;
/** Share of visits by phone or tablet that are made away from home. */
const AWAY_SHARE = 0.3;
const HTTP_1_SHARE = 0.08;

interface VisitOptions {
  readonly arrival?: Arrival;
  readonly visitor?: Visitor;
  readonly scenario?: ScenarioName;
}

/** One visit to the shop: somebody arrives, walks from page to page as links and interest lead, and leaves. */
export function visit(stage: Scene, startMillis: number, options: VisitOptions = {}): void {
  const { random } = stage;
  const visitor = options.visitor ?? stage.visitors(random);
  const arrival = options.arrival ?? chooseArrival(random);
  const away = visitor.agent.mobile && random() < AWAY_SHARE;
  const client: Requester = {
    format: 'apache_combined',
    address: away ? visitor.otherAddress : visitor.address,
    user: NONE,
    protocol: random() < HTTP_1_SHARE ? 'HTTP/1.1' : 'HTTP/2.0',
    userAgent: visitor.agent.text,
    scenario: options.scenario,
  };
  const walk: Walk = {
    stage,
    client,
    visitor,
    arrival,
    assetClient: { ...client, format: 'apache_common' },
    timeMillis: startMillis,
    referrer: arrival.referrer,
    entered: false,
  };
  let step = steps[arrival.step](walk);
  for (let count = 1; step !== 'leave' && count < MOST_STEPS; count++) {
    walk.timeMillis += stage.readingTimes(random);
    step = steps[step](walk);
  }
}
