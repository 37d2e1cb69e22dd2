import * as v from 'valibot';
import { KafkaInsightError } from '../../../core/errors.ts';
import type { JudgingState } from '../../../core/findings/finding-store.ts';
import { BASELINE_INDEX } from '../../../core/names.ts';
import type { SearchEngine } from '../../../core/ports.ts';

const ID = 'judging';
const PATH = `/${BASELINE_INDEX}/_doc/${ID}`;
const TIMEOUT_MILLIS = 30_000;
const CONFLICT = 409;

const numbers = v.array(v.number());
const visitsSchema = v.object({
  plan: v.string(),
  hours: numbers,
  days: numbers,
  job: v.exactOptional(
    v.object({
      day: v.number(),
      hours: numbers,
      from: v.picklist(['logs', 'visits']),
      after: v.exactOptional(v.string()),
    }),
  ),
  checkedMillis: v.number(),
});
const stateSchema = v.object({
  rules: v.string(),
  positions: v.record(v.string(), v.record(v.string(), v.number())),
  touched: v.array(v.number()),
  open: v.array(v.number()),
  changedMillis: v.number(),
  deletions: v.exactOptional(v.record(v.string(), v.number())),
  visits: v.exactOptional(visitsSchema),
});
const documentSchema = v.object({
  _seq_no: v.number(),
  _primary_term: v.number(),
  _source: v.object({ until: v.number(), content: v.string() }),
});
const EMPTY: JudgingState = { rules: '', positions: {}, touched: [], open: [], changedMillis: 0 };

/** How far the logs were judged, as was last written down. Errors: those of the search engine's port. */
export async function readJudgingState(engine: SearchEngine): Promise<JudgingState> {
  const document = await readDocument(engine);
  return document === undefined ? EMPTY : contentOf(document);
}

async function readDocument(engine: SearchEngine): Promise<v.InferOutput<typeof documentSchema> | undefined> {
  const answer = v.safeParse(documentSchema, await engine.request('GET', PATH));
  return answer.success ? answer.output : undefined;
}

function contentOf({ _source }: v.InferOutput<typeof documentSchema>): JudgingState {
  return v.parse(stateSchema, JSON.parse(_source.content));
}

/** How far the logs were judged, and who judges: one document, which is only overwritten by who has read it last. */
export interface StateDocument {
  begin(nowMillis: number, untilMillis: number): Promise<JudgingState | undefined>;
  renew(untilMillis: number): Promise<void>;
  save(state: JudgingState): Promise<void>;
  end(): Promise<void>;
}

export function createStateDocument(engine: SearchEngine): StateDocument {
  let untilMillis = 0;
  let latest = EMPTY;
  let turn: Promise<unknown> = Promise.resolve();

  /** A run renews its time while it saves what it judged: each write has to know the one before. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = turn.then(work, work);
    turn = done.catch(() => undefined);
    return done;
  }

  /** @returns whether it was unchanged meanwhile */
  async function write(until: number, state: JudgingState): Promise<boolean> {
    const before = await readDocument(engine);
    if (before !== undefined && before._source.until !== untilMillis) return false;
    const target = { _index: BASELINE_INDEX, _id: ID };
    const action =
      before === undefined
        ? { create: target }
        : { index: { ...target, if_seq_no: before._seq_no, if_primary_term: before._primary_term } };
    const document = { 'event.dataset': 'kafkainsight.judging', until, content: JSON.stringify(state) };
    const body = Buffer.from(`${JSON.stringify(action)}\n${JSON.stringify(document)}\n`);
    const [result] = await engine.bulk(body, TIMEOUT_MILLIS);
    if (result?.status === CONFLICT) return false;
    if (result === undefined || result.status > 299) {
      throw new KafkaInsightError(
        'SEARCH_UNAVAILABLE',
        `Writing the position up to which the logs were judged failed: HTTP ${result?.status ?? 0}.`,
      );
    }
    untilMillis = until;
    latest = state;
    return true;
  }

  async function mustWrite(until: number, state: JudgingState): Promise<void> {
    if (await write(until, state)) return;
    throw new KafkaInsightError(
      'TIME_LIMIT',
      'This run took too long, and another one is judging now. What it has judged is kept.',
    );
  }

  return {
    async begin(nowMillis, until) {
      const before = await readDocument(engine);
      if (before !== undefined && before._source.until > nowMillis) return undefined;
      untilMillis = before?._source.until ?? 0;
      const state = before === undefined ? EMPTY : contentOf(before);
      return (await write(until, state)) ? state : undefined;
    },
    renew: (until) => inTurn(() => mustWrite(until, latest)),
    save: (state) => inTurn(() => mustWrite(untilMillis, state)),
    end: () => inTurn(() => mustWrite(0, latest)),
  };
}
