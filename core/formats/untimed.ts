import { counted, grouped, shareText } from '../wording.ts';

/** How many of a file's events have no time, where some do, and which time they have instead: a clause. */
export function untimedText(untimed: number, events: number): string {
  const verbs = untimed === 1 ? 'has no time and gets' : 'have no time and get';
  const share = `${grouped(untimed)} of ${counted(events, 'event')} (${shareText(untimed, events)})`;
  return `${share} ${verbs} that of the file's first timed line, or of its modification`;
}
