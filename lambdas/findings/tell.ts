import type { Case } from '../../core/findings/cases.ts';
import type { FindingStore } from '../../core/findings/finding-store.ts';
import type { ProvingLine } from '../../core/findings/proof.ts';
import type { Rule } from '../../core/findings/rule.ts';
import { caseMessage, type Message, summaryMessage } from '../../core/notifications/message.ts';
import { LOOKED_AT_DAYS, type Notice, planNotices } from '../../core/notifications/plan.ts';
import type { Destination } from '../../core/notifications/settings.ts';
import type { Telling, TellingStore } from '../../core/notifications/telling.ts';
import { DAY_MILLIS } from '../../core/time/time.ts';

/** What telling needs. */
export interface TellOptions {
  readonly store: Pick<FindingStore, 'cases' | 'findings'>;
  readonly telling: TellingStore;
  readonly rules: readonly Rule[];
  readonly destinations: readonly Destination[];
  /** Delivers a message, or queues it: then the message counts as sent. */
  readonly send: (destination: Destination, message: Message) => Promise<void>;
  /** Where the lines of a case are shown; without a case, where all cases are, in a span of time. */
  readonly link: CaseLink;
  /** Which installation this is, e.g. `prod`. */
  readonly stage: string;
  /** Epoch milliseconds. */
  readonly nowMillis: number;
  /** Called for each destination that failed; it is retried next time, and the others get their messages. */
  readonly onFailure: (destination: Destination, error: unknown) => void;
}

/** `undefined` where there is no address that others could open. @param rule absent where it exists no longer */
type CaseLink = (span: Pick<Case, 'fromMillis' | 'toMillis'>, one?: Case, rule?: Rule) => string | undefined;

/** How many messages were sent, and how many destinations failed. */
export interface TellReport {
  readonly told: number;
  readonly failed: number;
}

/** Tells each destination what it should know about the cases. Errors: those of the store's reading. */
export async function tellCases(options: TellOptions): Promise<TellReport> {
  const { destinations, onFailure } = options;
  let [told, failed] = [0, 0];
  if (destinations.length === 0) return { told, failed };
  const cases = await readCases(options);
  for (const destination of destinations) {
    try {
      told += await tellDestination(destination, cases, options);
    } catch (error) {
      failed++;
      onFailure(destination, error);
    }
  }
  return { told, failed };
}

async function readCases({ store, rules, nowMillis }: TellOptions): Promise<Case[]> {
  const reachMillis = LOOKED_AT_DAYS * DAY_MILLIS;
  const span = { fromMillis: nowMillis - reachMillis, toMillis: nowMillis + reachMillis };
  const cases: Case[] = [];
  for (const { name } of rules) cases.push(...(await store.cases(name, span)));
  return cases;
}

async function tellDestination(
  destination: Destination,
  cases: readonly Case[],
  options: TellOptions,
): Promise<number> {
  const { telling, nowMillis } = options;
  const { name } = destination;
  const kept = await telling.read(name);
  if (kept !== undefined) await sendOutbox(destination, kept, options);
  const { notices, state } = planNotices(cases, kept?.state, nowMillis, destination);
  const outbox: Message[] = [];
  for (const notice of notices) outbox.push(await messageOf(notice, options));
  await telling.keep(name, { state, outbox });
  await sendOutbox(destination, { state, outbox }, options);
  return (kept?.outbox.length ?? 0) + outbox.length;
}

/** Notes after each message that it was sent, so that at most one is sent twice. */
async function sendOutbox(
  destination: Destination,
  { state, outbox }: Telling,
  { send, telling }: TellOptions,
): Promise<void> {
  for (const [index, message] of outbox.entries()) {
    await send(destination, message);
    await telling.keep(destination.name, { state, outbox: outbox.slice(index + 1) });
  }
}

async function messageOf(notice: Notice, options: TellOptions): Promise<Message> {
  const { stage, rules, link } = options;
  if (notice.kind === 'summary') {
    const fromMillis = Math.min(...notice.of.map((one) => one.fromMillis));
    const toMillis = Math.max(...notice.of.map((one) => one.toMillis));
    return summaryMessage(notice, link({ fromMillis, toMillis }), stage);
  }
  const { of } = notice;
  const rule = rules.find(({ name }) => name === of.rule);
  const proof = notice.kind === 'withdrawn' ? [] : await provingLines(of, options);
  const context = { proof, link: link(of, of, rule), ...(rule && { sentence: rule.sentence }) };
  return caseMessage(notice, context, stage);
}

/** Those of the case's first finding that has any. */
async function provingLines(of: Case, { store }: TellOptions): Promise<readonly ProvingLine[]> {
  const findings = await store.findings(of.rule, of);
  const own = findings
    .filter(({ cause, status }) => cause === of.cause && status === 'open')
    .toSorted((a, b) => a.fromMillis - b.fromMillis || (a.id < b.id ? -1 : 1));
  return own.find(({ proof }) => proof.length > 0)?.proof ?? [];
}
