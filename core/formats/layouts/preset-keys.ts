import { field, Fragment } from '../../bytes/document-keys.ts';
import { readSlashesTime, SLASHES_TIME_BYTES } from '../../time/slashes.ts';
import { isLevel, writePrintedLevel } from '../log-level.ts';
import { applicationKeys } from './application-keys.ts';
import { bindKeys } from './bind-keys.ts';
import { databaseKeys } from './database-keys.ts';
import { keyKind } from './dissect-keys.ts';
import { exportKeys } from './export-keys.ts';
import { isNumber, numberOf } from './field-kinds.ts';
import { haproxyErrorKeys } from './haproxy-kinds.ts';
import { kind, type ValueKind } from './kind.ts';
import { loggerKeys } from './logger-keys.ts';
import { logrageKeys } from './lograge-keys.ts';
import { nginxMessage } from './nginx-error.ts';
import { proxyKeys } from './proxy-keys.ts';
import { queryKeys } from './query-keys.ts';
import { requestKeys } from './request-keys.ts';
import { sidekiqKeys } from './sidekiq-keys.ts';
import { timeKind } from './time-kinds.ts';

const ERROR_TYPE = new Fragment(field('event.type', ['error']));
const INFO_TYPE = new Fragment(field('event.type', ['info']));

/** The level of a server's error log, which says what type of event it is, too. */
const serverLevel = kind({
  claims: ['log.level', 'event.type'],
  fits: isLevel,
  write({ item, writer }) {
    writer.fragment(writePrintedLevel(item.bytes, item.start, item.end, writer) ? ERROR_TYPE : INFO_TYPE);
    return true;
  },
});

/** `2026/11/22 10:02:52`. */
const slashesTime = timeKind(slashesTimeEnd, 1, (bytes, start, _end, clock) => readSlashesTime(bytes, start, clock));
function slashesTimeEnd(_bytes: Buffer, start: number, end: number): number {
  return start + SLASHES_TIME_BYTES <= end ? start + SLASHES_TIME_BYTES : -1;
}

/** Keys of detected layouts that are more than a field: they accept only what can be nothing else. */
const kinds: ReadonlyMap<string, ValueKind> = new Map<string, ValueKind>([
  ['slashes_time', slashesTime],
  ['server_level', serverLevel],
  ['process.pid', numberOf('process.pid', { fits: isNumber })],
  ['process.thread.id', numberOf('process.thread.id', { fits: isNumber })],
  ['nginx.error.connection_id', numberOf('nginx.error.connection_id', { fits: isNumber })],
  ['nginx_message', nginxMessage],
  ...haproxyErrorKeys,
  ...applicationKeys,
  ...exportKeys,
  ...loggerKeys,
  ...logrageKeys,
  ...requestKeys,
  ...queryKeys,
  ...proxyKeys,
  ...bindKeys,
  ...databaseKeys,
  ...sidekiqKeys,
]);

/** What the key of a detected layout is. */
export function presetKey(name: string): ValueKind {
  return kinds.get(name) ?? keyKind(name);
}
