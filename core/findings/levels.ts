import { errorLevels } from '../log-levels.ts';
import type { LogCondition } from './rule.ts';

/** An event whose level says that something went wrong. */
export const hasErrorLevel: LogCondition = { field: 'log.level', is: errorLevels };

/** What a program says of an error: its level, or its kind. */
export const isError: LogCondition = { any: [hasErrorLevel, { field: 'error.type', exists: true }] };
