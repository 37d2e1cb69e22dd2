import { bucketsBy, LOG_INDICES, refreshAll } from '../../adapters/search/counts.ts';
import type { LogField } from '../../core/fields.ts';
import { DEAD_LETTER_INDEX } from '../../core/names.ts';
import { createPseudonyms } from '../../core/pseudonyms/pseudonyms.ts';
import type { DeletedAnswer, Place, UserAnswer } from './answer.ts';
import { createEraser, type Eraser } from './eraser.ts';
import { fieldsOf, findLetters, type LetterFields, type LetterObject, removeLetters } from './find-dead-letters.ts';
import { countByIndex, deleteAll, deleteFound, findSome, type FoundDocument, notAfter } from './find-documents.ts';
import type { DeletionLimits, ForgetPorts } from './ports.ts';
import { letterPlaces } from './survey.ts';

/** Fields that name a person: who did something, as whom, and to whom (ECS, "User fields"). */
const USER_FIELDS: readonly LogField[] = ['user.name', 'user.effective.name', 'user.target.name'];

/** Returns what exists of a person. Errors: those of the ports, and SECRET_UNAVAILABLE. */
export async function surveyUser(ports: ForgetPorts, user: string): Promise<UserAnswer> {
  const takenMillis = Date.now();
  const names = await namesOf(ports, user);
  return {
    takenMillis,
    waiting: await ports.waiting(),
    places: await userPlaces(ports, names, takenMillis),
    mentions: await countMentions(ports, user, names),
  };
}

/**
 * Deletes the documents and dead letters of a person, by any of {@link USER_FIELDS}, and records in the ledger how many there were of each
 * part of each file. It may be repeated at any time. Errors: those of the ports, and SECRET_UNAVAILABLE.
 */
export async function eraseUser(
  ports: ForgetPorts,
  options: DeletionLimits & { readonly user: string },
): Promise<DeletedAnswer> {
  const { engine } = ports;
  const { user, untilMillis, deadlineMillis } = options;
  await refreshAll(engine);
  const names = await namesOf(ports, user);
  const eraser = createEraser(ports);
  await eraser.finishPending();
  for await (const object of findLetters(ports, isOfUser(names), untilMillis)) {
    await eraseLetters(ports, eraser, object);
    if (Date.now() > deadlineMillis) return { isDone: false, left: [] };
  }
  const query = userQuery(names, untilMillis);
  const isDone = await deleteAll(engine, { indices: LOG_INDICES, query }, deadlineMillis, (found) =>
    eraser.erase(found),
  );
  await refreshAll(engine);
  return { isDone, left: isDone ? await userPlaces(ports, names, untilMillis) : [] };
}

/** The forms that documents have: the name itself and, where names are pseudonymised, its keyed hash. */
async function namesOf({ pseudonymKey }: ForgetPorts, user: string): Promise<readonly string[]> {
  const key = await pseudonymKey();
  if (key === undefined) return [user];
  const name = Buffer.from(user);
  return [user, createPseudonyms(key).userName(name, 0, name.length).toString()];
}

function namesUser(names: readonly string[]): object {
  return { bool: { should: USER_FIELDS.map((field) => ({ terms: { [field]: names } })), minimum_should_match: 1 } };
}

function userQuery(names: readonly string[], untilMillis: number): object {
  return { bool: { filter: [namesUser(names), notAfter('event.ingested', untilMillis)] } };
}

function isOfUser(names: readonly string[]): (fields: LetterFields) => boolean {
  return (fields) => USER_FIELDS.flatMap((field) => fields[field]).some((name) => names.includes(String(name)));
}

async function userPlaces(ports: ForgetPorts, names: readonly string[], untilMillis: number): Promise<Place[]> {
  return [
    ...(await countByIndex(ports.engine, 'documents', LOG_INDICES, userQuery(names, untilMillis))),
    ...(await letterPlaces(ports, isOfUser(names), untilMillis)),
  ];
}

/** Searches the fields that a search without a field name uses; it does not find a name inside a word. */
async function countMentions({ engine }: ForgetPorts, user: string, names: readonly string[]): Promise<number> {
  const mention = { multi_match: { query: user, type: 'phrase', lenient: true } };
  const query = { bool: { must: [mention], must_not: [namesUser(names)] } };
  const byDataset = { terms: { field: 'event.dataset', size: 1_000 } };
  const groups = await bucketsBy(engine, LOG_INDICES, byDataset, query);
  return groups.reduce((sum, { doc_count }) => sum + doc_count, 0);
}

/** Reconcile counts only dead letters that the index lists and that have no document, so only these are deducted from its sums. */
async function eraseLetters(ports: ForgetPorts, eraser: Eraser, object: LetterObject): Promise<void> {
  const { engine } = ports;
  const fields = new Map(object.letters.map((letter) => [letter.id, fieldsOf(letter)]));
  const query = { ids: { values: [...fields.keys()] } };
  const listed = await findSome(engine, DEAD_LETTER_INDEX, query, fields.size);
  const indexed = new Set((await findSome(engine, LOG_INDICES, query, fields.size)).map(({ id }) => id));
  const isOutstanding = ({ id }: FoundDocument): boolean => !indexed.has(id);
  // the document of a dead letter does not say where its line begins
  const located = listed.map((letter) => ({ ...letter, offset: Number(fields.get(letter.id)?.['log.offset']) }));
  await eraser.erase(located.filter(isOutstanding));
  await deleteFound(
    engine,
    listed.filter((letter) => !isOutstanding(letter)),
  );
  await removeLetters(ports, object);
}
