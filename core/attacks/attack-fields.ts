import { stringKey, valueKey } from '../bytes/document-keys.ts';
import { room } from '../bytes/document-room.ts';
import type { DocumentWriter } from '../bytes/document-writer.ts';
import type { LogField } from '../fields.ts';
import { type AttackKind, attackKinds, techniques } from './attack-kinds.ts';
import { createAttackReader, type ReadAttacks } from './attack-strings.ts';

const KIND = valueKey('kafkainsight.attack.kind');
const TECHNIQUE_ID = valueKey('threat.technique.id');
const TECHNIQUE_NAME = valueKey('threat.technique.name');
/** What a document grows by at most. */
const MAX_GROWTH_BYTES = 320;

const note = (name: LogField): number => stringKey(name).note;
const PATH = note('url.path');
const QUERY = note('url.query');
/** Of a request that has neither, and so is none that a server would understand. */
const OTHERS = [note('url.original'), note('url.full')];
const REFERRER = note('http.request.referrer');
const AGENT = note('user_agent.original');

const readPath = createAttackReader(room, 'path');
const readQuery = createAttackReader(room, 'query');
const readReferrer = createAttackReader(room, 'referrer');
const readAgent = createAttackReader(room, 'agent');

/** Writes what the URL, the referrer and the user agent of the document in the writer would do to an application that trusts them. */
export function writeAttacks(writer: DocumentWriter): void {
  const path = attacksAt(writer, PATH, readPath);
  const query = attacksAt(writer, QUERY, readQuery);
  const hasUrl = writer.noted(PATH) >= 0 || writer.noted(QUERY) >= 0;
  const others = hasUrl ? NONE : OTHERS.flatMap((field) => attacksAt(writer, field, readPath));
  const referrer = attacksAt(writer, REFERRER, readReferrer);
  const agent = attacksAt(writer, AGENT, readAgent);
  const count = path.length + query.length + others.length + referrer.length + agent.length;
  if (count === 0 || writer.spareBytes < MAX_GROWTH_BYTES) return;
  const all = new Set([...path, ...query, ...others, ...referrer, ...agent]);
  writeKinds(
    attackKinds.filter((kind) => all.has(kind)),
    writer,
  );
}
const NONE: readonly AttackKind[] = [];

function attacksAt(writer: DocumentWriter, field: number, read: ReadAttacks): readonly AttackKind[] {
  const start = writer.noted(field);
  return start < 0 || start >= writer.lengthBytes ? NONE : read(start);
}

function writeKinds(kinds: readonly AttackKind[], writer: DocumentWriter): void {
  const named = new Map(kinds.map((kind) => [techniques[kind].id, techniques[kind].name]));
  writer.fragment(KIND);
  writer.json(kinds);
  writer.fragment(TECHNIQUE_ID);
  writer.json([...named.keys()]);
  writer.fragment(TECHNIQUE_NAME);
  writer.json([...named.values()]);
}
