import type { Message } from './message.ts';
import type { ToldState } from './plan.ts';

/** All that is kept of a destination. */
export interface Telling {
  readonly state: ToldState;
  /**
   * Messages that were decided on and are not known to be sent. They are kept before they are sent, so that, whatever is interrupted,
   * each is sent at least once, as it was, and before any later one.
   */
  readonly outbox: readonly Message[];
}

/** Where that is kept, by the destination's name. Errors: those of the search engine's port. */
export interface TellingStore {
  read(destination: string): Promise<Telling | undefined>;
  keep(destination: string, telling: Telling): Promise<void>;
}
