import { INBOX_PREFIX } from '../../core/names.ts';
import type { PanelCondition } from '../../dashboards/definition.ts';

/** Where the story of a first start is in the bucket; everything else in the inbox belongs to the user. */
export const STORY_PREFIX = `${INBOX_PREFIX}first-start/`;

/** Documents that are not part of the story. */
export const WITHOUT_STORY: PanelCondition = { not: { field: 'log.file.path', like: `${STORY_PREFIX}*` } };
