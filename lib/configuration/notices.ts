import type { Stage } from './stage.ts';

/** What of a stage can be deployed and is probably not meant, in the user's terms. */
export function stageNotices({ name, data, alarmEmails, alarmTopics }: Stage): readonly string[] {
  return data === 'retained' && alarmEmails.length === 0 && alarmTopics === undefined
    ? [
        `Nobody hears the alarms of the stage ${name}, which keeps its data: name alarmEmails or alarmTopics in lib/configuration/stages.ts.`,
      ]
    : [];
}
