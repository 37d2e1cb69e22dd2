import type { Stage } from './stage.ts';

/** What of a stage can be deployed and is probably not meant, or not all that is to be done, in the user's terms. */
export function stageNotices({ name, data, alarmEmails, alarmTopics }: Stage, isFirst = false): readonly string[] {
  if (data !== 'retained') return [];
  return [
    ...(alarmEmails.length === 0 && alarmTopics === undefined
      ? [
          `Nobody hears the alarms of the stage ${name}, which keeps its data: name alarmEmails or alarmTopics in lib/configuration/stages.ts.`,
        ]
      : []),
    ...(isFirst
      ? [
          `The stacks of the stage ${name} are not protected from deletion by this first deployment. When it has succeeded, run the command again without -c first=true, which protects them and changes nothing else.`,
        ]
      : []),
  ];
}
