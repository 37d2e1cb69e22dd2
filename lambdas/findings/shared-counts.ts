import type { FindingStore } from '../../core/findings/finding-store.ts';
import type { CountRow, Question, Rule } from '../../core/findings/rule.ts';

/** Rows that are remembered at most: some hundred megabytes. */
const MAX_ROWS = 500_000;

/**
 * A store that counts once what several rules ask for: the accounts of an address are the addresses of an account. For one judgement of some
 * hours, since it does not see what is indexed meanwhile.
 */
export function sharingCounts(store: FindingStore, rules: readonly Rule[]): FindingStore {
  const timed = new Set(rules.flatMap(({ question }) => (question.timesOfParts === true ? [keyOf(question)] : [])));
  const answers = new Map<string, readonly CountRow[]>();
  let rowCount = 0;
  return {
    ...store,
    async count(question, span, windowMillis, entities) {
      if (entities !== undefined || question.least !== undefined)
        return store.count(question, span, windowMillis, entities);
      const shared = keyOf(question);
      const key = JSON.stringify([shared, span.fromMillis, span.toMillis, windowMillis]);
      const isReversed = namesReversed(question);
      const known = answers.get(key);
      if (known !== undefined) return isReversed ? known.map(reversed) : known;
      const rows = await store.count({ ...question, timesOfParts: timed.has(shared) }, span, windowMillis);
      if (rowCount + rows.length > MAX_ROWS) {
        answers.clear();
        rowCount = 0;
      }
      rowCount += rows.length;
      answers.set(key, isReversed ? rows.map(reversed) : rows);
      return rows;
    },
  };
}

/** What a question is about, whichever of its two fields is the entity. */
function keyOf({ where, entity, other, parts = {}, offsets = false }: Question): string {
  return JSON.stringify([where, [entity ?? '', other ?? ''].sort(), parts, offsets]);
}

function namesReversed({ entity, other }: Question): boolean {
  return entity !== undefined && other !== undefined && other < entity;
}

function reversed(row: CountRow): CountRow {
  return { ...row, entity: row.other, other: row.entity };
}
