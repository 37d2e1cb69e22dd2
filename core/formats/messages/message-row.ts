import { field } from '../../bytes/document-keys.ts';

/** What follows from the pattern of an event's message: prepared fields. */
export type EventFields = string;

/** A message that a program writes, and what has happened then. */
export interface MessageRow {
  /** In the syntax of {@link MessagePattern}, with the keys of core/formats/messages/message-events.ts. */
  readonly pattern: string;
  readonly event: EventFields;
  /** Text that may be there only once: if a client has written it too, the program's cannot be told from it. */
  readonly once?: string;
}

/** Messages of programs. */
export interface MessageGroup {
  /** Names of the programs (`process.name`). */
  readonly programs: readonly string[];
  /** What the program appends to any of its messages. */
  readonly suffix?: string;
  /** Those of which more is known come first. */
  readonly rows: readonly MessageRow[];
}

/** The fields of an event: what it is of, and where there is one, what was done and how it ended. */
export function programEvent(
  category: readonly string[],
  type: readonly string[],
  action?: string,
  outcome?: 'success' | 'failure',
): EventFields {
  return (
    field('event.category', category) +
    field('event.type', type) +
    (action === undefined ? '' : field('event.action', action)) +
    (outcome === undefined ? '' : field('event.outcome', outcome))
  );
}
