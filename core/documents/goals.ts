import type { DocumentWriter } from '../bytes/document-writer.ts';
import type { Site } from '../site/site.ts';
import type { NoteOfSite } from './sign-ins.ts';
import { pathMatcher, writtenText } from './written-request.ts';

const STATUS = Buffer.from(',"http.response.status_code":');
const ACTION = Buffer.from(',"event.action":"');
const KEY = ',"kafkainsight.goal":';

/**
 * Says which goals of the site a document reached (`kafkainsight.goal`): those whose page was asked for and answered with 2xx or 3xx, or
 * whose event happened. Undefined where the site tells none.
 */
export function goalsOf({ goals = [] }: Site): NoteOfSite | undefined {
  if (goals.length === 0) return undefined;
  const byPath = goals.flatMap((goal) =>
    'paths' in goal ? [{ name: goal.name, isIts: pathMatcher(goal.paths) }] : [],
  );
  const byAction = goals.flatMap((goal) => ('actions' in goal ? [{ name: goal.name, actions: goal.actions }] : []));
  return (writer) => {
    const ofPaths = byPath.filter(({ isIts }) => isIts(writer));
    const names = (ofPaths.length > 0 && cameOff(writer) ? ofPaths : []).map(({ name }) => name);
    if (byAction.length > 0) {
      const action = writtenText(documentOf(writer), ACTION);
      if (action !== '')
        names.push(...byAction.filter(({ actions }) => actions.includes(action)).map(({ name }) => name));
    }
    if (names.length === 0) return;
    const field = Buffer.from(KEY + JSON.stringify(names.length === 1 ? names[0] : names));
    if (writer.spareBytes >= field.length) writer.verbatim(field, 0, field.length);
  };
}

function cameOff(writer: DocumentWriter): boolean {
  const status = Number(writtenText(documentOf(writer), STATUS));
  return status >= 200 && status < 400;
}

function documentOf({ bytes, lengthBytes }: DocumentWriter): Buffer {
  return bytes.subarray(0, lengthBytes);
}
