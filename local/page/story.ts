import { INBOX_PREFIX } from '../../core/names.ts';
import type { PanelCondition } from '../../dashboards/definition.ts';

/** Where the story of a first start is in the bucket: what else is in the inbox is the user's own. */
export const STORY_PREFIX = `${INBOX_PREFIX}first-start/`;

/** Every document that is not of the story. */
export const WITHOUT_STORY: PanelCondition = { not: { field: 'log.file.path', like: `${STORY_PREFIX}*` } };
