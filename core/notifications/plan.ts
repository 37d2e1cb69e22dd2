import type { Case } from '../findings/cases.ts';
import { hashId } from '../findings/finding.ts';
import { DAY_MILLIS } from '../time/time.ts';
import { HOUR_MILLIS } from '../time/units.ts';
import { isQuiet } from './quiet-hours.ts';
import type { Destination } from './settings.ts';

/** What a destination was sent about a case. */
interface Told {
  /** The case; once that is merged, the one it is part of. */
  readonly caseId: string;
  /** The id under which it was first sent: the key by which receivers recognise it. */
  readonly key: string;
  /** `waiting`: to be sent as soon as that is allowed. `closed`: withdrawn, resolved or muted. */
  readonly status: 'waiting' | 'told' | 'closed';
  /** How many findings it had when it was last sent. */
  readonly findings: number;
  /** Messages about it so far. */
  readonly messages: number;
  /** When its case was last seen, epoch milliseconds. */
  readonly seenMillis: number;
}

/** What a destination was sent. Times are epoch milliseconds. */
export interface ToldState {
  /** When cases were last looked at. */
  readonly plannedMillis: number;
  readonly told: readonly Told[];
  /** When messages of the last hour were sent. */
  readonly sentMillis: readonly number[];
  /** When the last summary was sent; 0 where none was. */
  readonly summedMillis: number;
}

/** A message to be sent: about one case, or about those that the limit left over. */
export type Notice =
  | { readonly id: string; readonly kind: 'opened' | 'grown' | 'withdrawn'; readonly key: string; readonly of: Case }
  | { readonly id: string; readonly kind: 'summary'; readonly key: string; readonly of: readonly Case[] };

/** What is to be sent now, and the state once that is done. */
export interface MessagePlan {
  readonly notices: readonly Notice[];
  readonly state: ToldState;
}

/** A case whose last window was older than this when it was first judged is kept and never sent. */
const TOLD_WITHIN_MILLIS = DAY_MILLIS;
/** Cases that ended longer ago are ignored, whatever becomes of them. */
export const LOOKED_AT_DAYS = 30;
const FORGOTTEN_AFTER_MILLIS = (LOOKED_AT_DAYS + 1) * DAY_MILLIS;
/** An update is sent when a case has so many times the findings. */
const ORDER = 10;

type CaseNotice = Extract<Notice, { readonly of: Case }>;
interface Turn {
  readonly told: Told;
  readonly due?: { readonly kind: CaseNotice['kind']; readonly of: Case };
}

/**
 * What a destination is to be sent, given what it was sent before: a new case, one that has grown by an order, one that is withdrawn; each once.
 * Nothing is lost: what may not be sent now is due again next time. The caller sends the notices, then keeps the state; where it fails in
 * between, the same notices have the same ids next time.
 *
 * @param cases those that ended in the last {@link LOOKED_AT_DAYS} days, whatever their state
 * @param nowMillis epoch milliseconds
 */
export function planNotices(
  cases: readonly Case[],
  state: ToldState | undefined,
  nowMillis: number,
  destination: Destination,
): MessagePlan {
  const { plannedMillis = nowMillis, told = [], sentMillis = [], summedMillis = 0 } = state ?? {};
  const freshMillis = Math.min(nowMillis, plannedMillis) - TOLD_WITHIN_MILLIS;
  const isNews = (one: Case): boolean => one.toMillis > freshMillis && isWanted(one, destination);
  const byId = new Map(cases.map((one) => [one.id, one]));
  const followed = told.map((one) => ({ ...one, caseId: heirOf(one.caseId, byId) }));
  const leading = leadersOf(followed);
  const known = new Set(followed.map(({ caseId }) => caseId));
  const turns = [
    ...followed
      .filter((one) => one.status !== 'waiting' || leading.has(one))
      .map((one) => turnOf(one, byId.get(one.caseId), { isLeading: leading.has(one), isNews }, nowMillis)),
    ...cases.filter((one) => one.state === 'open' && !known.has(one.id) && isNews(one)).map(beginning(nowMillis)),
  ].filter(({ told: { seenMillis } }) => seenMillis > nowMillis - FORGOTTEN_AFTER_MILLIS);
  const recent = sentMillis.filter((sent) => sent > nowMillis - HOUR_MILLIS);
  const isSummed = summedMillis <= nowMillis - HOUR_MILLIS;
  const { single, summed } = isQuiet(nowMillis, destination.quietHours)
    ? { single: [], summed: [] }
    : chosen(turns, Math.max(0, destination.messagesPerHour - recent.length), isSummed);
  const done = new Set([...single, ...summed]);
  return {
    notices: [...single.map((turn) => noticeOf(turn, destination)), ...summaryOf(summed, destination)],
    state: {
      plannedMillis: nowMillis,
      told: turns.map((turn) => (done.has(turn) ? toldOf(turn) : turn.told)),
      sentMillis: [...recent, ...single.map(() => nowMillis)],
      summedMillis: summed.length > 0 ? nowMillis : summedMillis,
    },
  };
}

function isWanted({ rule, confidence }: Case, { rules, least }: Destination): boolean {
  return (rules === undefined || rules.includes(rule)) && (least !== 'high' || confidence === 'high');
}

/** The case that one has become part of, or itself. */
function heirOf(id: string, byId: ReadonlyMap<string, Case>): string {
  const seen = new Set<string>();
  let at = id;
  while (!seen.has(at)) {
    seen.add(at);
    const one = byId.get(at);
    if (one?.state !== 'merged' || one.mergedInto === undefined) return at;
    at = one.mergedInto;
  }
  return id;
}

/** Of several that became one case, the one under which it is reported from now on. */
function leadersOf(told: readonly Told[]): ReadonlySet<Told> {
  const rank = ({ status }: Told): number => ['told', 'waiting', 'closed'].indexOf(status);
  const same = Map.groupBy(told, ({ caseId }) => caseId).values();
  return new Set(
    Array.from(same, (some) => some.toSorted((a, b) => rank(a) - rank(b))[0]).filter((one) => one !== undefined),
  );
}

function beginning(nowMillis: number): (one: Case) => Turn {
  return (one) => ({
    told: { caseId: one.id, key: one.id, status: 'waiting', findings: 0, messages: 0, seenMillis: nowMillis },
    due: { kind: 'opened', of: one },
  });
}

interface Standing {
  /** Whether its case is reported under this one. */
  readonly isLeading: boolean;
  readonly isNews: (one: Case) => boolean;
}

/** What is due of a case that is known already. */
function turnOf(told: Told, of: Case | undefined, { isLeading, isNews }: Standing, nowMillis: number): Turn {
  if (of === undefined) return { told };
  const seen = { ...told, seenMillis: nowMillis };
  switch (of.state) {
    case 'open': {
      if (!isLeading) return { told: seen };
      if (told.status === 'waiting') return { told: seen, due: { kind: 'opened', of } };
      if (told.status === 'closed')
        return isNews(of) ? { told: { ...seen, status: 'waiting' }, due: { kind: 'opened', of } } : { told: seen };
      return of.findings < ORDER * told.findings ? { told: seen } : { told: seen, due: { kind: 'grown', of } };
    }
    case 'withdrawn':
      if (told.status === 'told') return { told: seen, due: { kind: 'withdrawn', of } };
      return { told: { ...seen, status: 'closed' } };
    case 'acknowledged':
      // somebody knows it already; a message that was sent is still withdrawn if necessary
      return { told: told.status === 'told' ? seen : { ...seen, status: 'closed' } };
    case 'resolved':
    case 'muted':
      return { told: { ...seen, status: 'closed' } };
    case 'merged':
      return { told };
  }
}

/** The surest first, then what no longer holds, so that nobody looks for it any longer; within both, the oldest first. */
function chosen(
  turns: readonly Turn[],
  budget: number,
  isSummed: boolean,
): { readonly single: readonly Turn[]; readonly summed: readonly Turn[] } {
  const rank = ({ due }: Turn): number =>
    due?.kind === 'withdrawn' ? 1 : due?.kind === 'opened' && due.of.confidence === 'high' ? 0 : 2;
  const due = turns
    .filter((turn) => turn.due !== undefined)
    .toSorted((a, b) => rank(a) - rank(b) || (a.due?.of.fromMillis ?? 0) - (b.due?.of.fromMillis ?? 0));
  const single = due.slice(0, budget);
  // a receiver closes what it has by a separate message, so these are never summed, and wait
  const rest = due.slice(budget).filter((turn) => turn.due?.kind !== 'withdrawn');
  return { single, summed: isSummed ? rest : [] };
}

function toldOf({ told, due }: Turn): Told {
  if (due === undefined) return told;
  const status = due.kind === 'withdrawn' ? 'closed' : 'told';
  return { ...told, status, findings: due.of.findings, messages: told.messages + 1 };
}

function noticeId({ told }: Turn, { name }: Destination): string {
  return hashId('notice', name, told.key, told.messages);
}

function noticeOf(turn: Turn, destination: Destination): Notice {
  if (turn.due === undefined) throw new RangeError('A notice is about something that is due.');
  return { id: noticeId(turn, destination), key: turn.told.key, ...turn.due };
}

function summaryOf(summed: readonly Turn[], destination: Destination): Notice[] {
  if (summed.length === 0) return [];
  const id = hashId('summary', ...summed.map((turn) => noticeId(turn, destination)));
  return [{ id, kind: 'summary', key: id, of: summed.flatMap(({ due }) => due?.of ?? []) }];
}
