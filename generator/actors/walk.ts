import type { Requester } from '../journal.ts';
import type { Printable } from '../printable.ts';
import type { Scene } from '../scene.ts';
import type { Arrival } from '../world/arrivals.ts';
import type { Visitor } from '../world/visitors.ts';

/** What a visitor can do in the shop, one page or form at a time. */
export type VisitStep =
  | 'home'
  | 'category'
  | 'product'
  | 'blog'
  | 'landing'
  | 'search'
  | 'add'
  | 'cart'
  | 'checkout'
  | 'payment'
  | 'complete'
  | 'login'
  | 'signup'
  | 'account'
  | 'help';

/** A visit in progress. */
export interface Walk {
  readonly stage: Scene;
  readonly client: Requester;
  readonly assetClient: Requester;
  readonly visitor: Visitor;
  readonly arrival: Arrival;
  timeMillis: number;
  /** The page that the next request comes from. */
  referrer: Printable;
  /** The first page has been opened. */
  entered: boolean;
}
