import { CLOSING_PARENTHESIS, COLON, find, skipSpaces, SPACE, startsWith } from '../../bytes/ascii.ts';
import { TextTable } from '../../bytes/text-table.ts';
import { type LineReader, refuse } from '../format.ts';
import { createJsonReader } from '../json.ts';
import { byteSet } from '../layouts/extents.ts';
import { FIELDS } from './fields-key.ts';
import { keyEnd, PairValue } from './pairs.ts';
import { PairsObject } from './pairs-object.ts';

const TYPE = Buffer.from('type=');
const NODE = Buffer.from('node=');
const MESSAGE = Buffer.from(' msg=audit(');
const EPOCH = /^\d{10}\.\d{3}$/;
/** Between a record and what `log_format = ENRICHED` adds to it. */
const GROUP_SEPARATOR = 0x1d;

/** The fields of auditd's keys (audit-documentation, field-dictionary.csv), by the names that they have in ECS and Elastic's integration. */
const KEYS: ReadonlyMap<string, string> = new Map([
  ['pid', 'process.pid'],
  ['ppid', 'process.parent.pid'],
  ['comm', 'process.name'],
  ['exe', 'process.executable'],
  ['uid', 'user.id'],
  ['acct', 'user.name'],
  ['addr', 'source.ip'],
  ['hostname', 'source.address'],
]);
const OUTCOMES: ReadonlyMap<string, string> = new Map([
  ['yes', 'success'],
  ['success', 'success'],
  ['1', 'success'],
  ['no', 'failure'],
  ['failed', 'failure'],
  ['0', 'failure'],
]);
/** What SELinux decided. */
const AVC = /^avc: {1,2}(denied|granted) /;
const MAX_WORDS_BYTES = 512;
/** What says how it ended. */
const OUTCOME_KEYS: ReadonlySet<string> = new Set(['res', 'success']);
/** Values that whoever is audited chooses: what could be mistaken in them is not in quotes, but in hexadecimal digits (audit_log_untrustedstring). */
const UNTRUSTED: ReadonlySet<string> = new Set(['acct', 'comm', 'exe']);
const HEXADECIMAL = /^(?:[\dA-F]{2})+$/;
/** What sshd and others call an account that does not exist. */
const NOBODY: ReadonlySet<string> = new Set(['(unknown)', '(unknown user)', '(invalid user)']);
/** Values that stand for none, but the empty one; the first byte of each. */
const NOTHING: ReadonlySet<string> = new Set(['?', '(none)', '(null)']);
const NOTHING_FIRST_BYTES = byteSet('?(');

/** What is read of a line; reading is synchronous, so one of each serves all lines. */
const json = createJsonReader(FIELDS);
const object = new PairsObject();
const value = new PairValue();
/** What is known of a key; what it means in JSON it does not mean here. */
const keys = new TextTable((key) => ({
  key,
  field: KEYS.get(key) ?? `auditd.log.${key}`,
  isUntrusted: UNTRUSTED.has(key),
  isOutcome: OUTCOME_KEYS.has(key),
}));

/** auditd's records, `type=SYSCALL msg=audit(1795341772.123:4321): arch=c000003e … comm="perl"`, perhaps with `node=web1 ` in front. */
export const auditd: LineReader = {
  isLikely: (bytes, start, end) => startsWith(TYPE, bytes, start, end) || startsWith(NODE, bytes, start, end),
  read(bytes, start, end, writer, context) {
    object.begin();
    let index = start;
    if (startsWith(NODE, bytes, index, end)) {
      const nodeEnd = find(SPACE, bytes, index, end);
      object.add('host.name', bytes, index + NODE.length, nodeEnd);
      index = nodeEnd + 1;
    }
    const typeStart = index + TYPE.length;
    const typeEnd = find(SPACE, bytes, typeStart, end);
    const stampStart = typeEnd + MESSAGE.length;
    const colon = find(COLON, bytes, stampStart, end);
    const close = find(CLOSING_PARENTHESIS, bytes, colon, end);
    const isHead =
      startsWith(TYPE, bytes, index, end) && startsWith(MESSAGE, bytes, typeEnd, end) && bytes[close + 1] === COLON;
    const seconds = isHead ? bytes.toString('latin1', stampStart, colon) : '';
    if (!EPOCH.test(seconds)) return refuse(context, 'it does not begin with type= and msg=audit()');
    object.addText('@timestamp', seconds);
    object.addText('event.action', bytes.toString('latin1', typeStart, typeEnd).toLowerCase());
    object.add('event.id', bytes, colon + 1, close);
    const pairsStart = addWords(bytes, skipSpaces(bytes, close + 2, end), end);
    if (!addPairs(bytes, pairsStart, end)) return refuse(context, 'not all of it is key=value');
    object.finish();
    const millis = json.read(object.bytes, 0, object.lengthBytes, writer, context);
    context.inner.reset();
    return context.clock.isTimed ? millis : refuse(context, 'its time does not exist');
  },
};

/**
 * Adds the words that old records begin with, and those of SELinux still do, as the message: `user pid=…`, `auditd start, ver=…`, `avc:  denied
 * { read } for  pid=…`, which says how it ended, too (security/selinux/avc.c, avc_audit_pre_callback). Returns where they end.
 */
function addWords(bytes: Buffer, start: number, end: number): number {
  let index = start;
  const last = Math.min(end, start + MAX_WORDS_BYTES);
  while (index < last && keyEnd(bytes, index, end) < 0) index = skipSpaces(bytes, find(SPACE, bytes, index, end), end);
  if (index === start || index >= last) return start;
  const words = bytes.toString('utf8', start, index).trimEnd();
  object.addText('message', words);
  const decision = AVC.exec(words)?.[1];
  if (decision !== undefined) object.addText('event.outcome', decision === 'granted' ? 'success' : 'failure');
  return index;
}

/** Adds the pairs of `bytes[start, end)`, and those within `msg='…'`. */
function addPairs(bytes: Buffer, start: number, end: number): boolean {
  const textEnd = find(GROUP_SEPARATOR, bytes, start, end);
  for (let index = skipSpaces(bytes, start, textEnd); index < textEnd; index = skipSpaces(bytes, value.next, textEnd)) {
    const equals = keyEnd(bytes, index, textEnd);
    if (equals < 0 || !value.read(bytes, equals + 1, textEnd, true)) return false;
    const known = keys.of(bytes, index, equals);
    if (known.key === 'msg' && value.isQuoted) {
      const { start: from, end: to, next } = value;
      if (!addPairs(bytes, from, to)) object.add('message', bytes, from, to);
      value.next = next;
    } else addPair(known, bytes);
  }
  return true;
}

function addPair({ field, isUntrusted, isOutcome }: ReturnType<typeof keys.of>, bytes: Buffer): void {
  const { start, end } = value;
  if (isNothing(bytes, start, end)) return;
  if (isUntrusted) {
    const isEncoded = !value.isQuoted && HEXADECIMAL.test(bytes.toString('latin1', start, end));
    const name = isEncoded
      ? Buffer.from(bytes.toString('latin1', start, end), 'hex').toString()
      : bytes.toString('utf8', start, end);
    if (!NOBODY.has(name)) object.addText(field, name);
    return;
  }
  const outcome = isOutcome ? OUTCOMES.get(bytes.toString('latin1', start, end)) : undefined;
  if (outcome !== undefined) object.addText('event.outcome', outcome);
  else object.add(field, bytes, start, end);
}

function isNothing(bytes: Buffer, start: number, end: number): boolean {
  if (start === end) return true;
  return NOTHING_FIRST_BYTES[bytes[start] ?? 0] === 1 && NOTHING.has(bytes.toString('latin1', start, end));
}
