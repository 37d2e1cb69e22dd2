import type { Site } from '../site/site.ts';
import { goalsOf } from './goals.ts';
import { type NoteOfSite, signInsOf } from './sign-ins.ts';

// compiled once and not for each record
const bySite = new WeakMap<Site, NoteOfSite | undefined>();

/** What the site says of requests: sign-ins and goals. Undefined where it says nothing of either. */
export function notesOfSite(site: Site | undefined): NoteOfSite | undefined {
  if (site === undefined) return undefined;
  if (bySite.has(site)) return bySite.get(site);
  // a sign-in moves fields, so a goal comes first
  const notes = [goalsOf(site), signInsOf(site)].filter((note) => note !== undefined);
  const note: NoteOfSite | undefined =
    notes.length === 0
      ? undefined
      : (writer) => {
          for (const one of notes) one(writer);
        };
  bySite.set(site, note);
  return note;
}
