import { zonesToName } from './place.ts';
import type { Stage } from './stage.ts';

/** How a stage is deployed. */
interface Deployment {
  /** Whether it is the first, as `-c first=true` says. */
  readonly isFirst: boolean;
  /** The region of the profile that deploys; AWS's own default where it names none. */
  readonly profileRegion: string;
}

/** What of a stage can be deployed and is probably not meant, or not all that is to be done, in the user's terms. */
export function stageNotices(stage: Stage, { isFirst, profileRegion }: Deployment): readonly string[] {
  return [...zoneNotices(stage, profileRegion), ...retainedNotices(stage, isFirst)];
}

/** No error: the zone may be none of the first ones of the account, and the profile may be there only because nobody has set a region. */
function zoneNotices(stage: Stage, profileRegion: string): string[] {
  const missing = stage.region === undefined ? zonesToName(stage, profileRegion) : undefined;
  return missing === undefined
    ? []
    : [
        `The stage ${stage.name} names neither region nor availabilityZones, so that it takes the first zones of the profile's region, and MSK may refuse the cluster: ${missing}.`,
      ];
}

function retainedNotices({ name, data, alarmEmails, alarmTopics }: Stage, isFirst: boolean): string[] {
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
