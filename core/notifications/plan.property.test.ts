import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Case, CaseState } from '../findings/cases.ts';
import { HOUR_MILLIS } from '../time/units.ts';
import { planNotices, type ToldState } from './plan.ts';
import type { Destination } from './settings.ts';

const START = Date.UTC(2026, 2, 28, 18);
const STEP_MILLIS = 10 * 60_000;
const ids = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

interface Step {
  /** State and findings of each case from this step on; absent: as before. */
  readonly changes: Readonly<Record<string, { readonly state: CaseState; readonly findings: number }>>;
  /** Whether the run breaks off once it has sent: the next one sends the same messages first. */
  readonly isBroken: boolean;
}

const change = fc.record({
  state: fc.constantFrom<CaseState>('open', 'open', 'open', 'withdrawn', 'muted', 'resolved', 'acknowledged'),
  findings: fc.integer({ min: 1, max: 300 }),
});
const step: fc.Arbitrary<Step> = fc.record({
  changes: fc.dictionary(fc.constantFrom(...ids), change, { maxKeys: 2 }),
  isBroken: fc.boolean(),
});
const destination: fc.Arbitrary<Destination> = fc.record(
  {
    name: fc.constant('any'),
    kind: fc.constant('webhook' as const),
    messagesPerHour: fc.integer({ min: 1, max: 4 }),
    quietHours: fc.constantFrom(
      { from: '20:00', to: '07:00', timeZone: 'Europe/Berlin' },
      { from: '01:00', to: '03:30', timeZone: 'UTC' },
    ),
  },
  { requiredKeys: ['name', 'kind', 'messagesPerHour'] },
);

interface Sent {
  readonly atMillis: number;
  readonly id: string;
  readonly kind: string;
  readonly cases: readonly Case[];
}

/** Runs steps, and then two quiet days in which nothing changes, without breaking off. */
function run(
  steps: readonly Step[],
  to: Destination,
): { readonly sent: readonly Sent[]; readonly last: readonly Case[] } {
  const cases = new Map<string, Case>();
  const sent: Sent[] = [];
  let state: ToldState | undefined;
  let again: readonly Sent[] = [];
  const calm = Array.from({ length: 48 }, (_, hour): Step & { readonly atMillis: number } => ({
    changes: {},
    isBroken: false,
    atMillis: START + steps.length * STEP_MILLIS + hour * HOUR_MILLIS,
  }));
  const timed = steps.map((one, index) => ({ ...one, atMillis: START + index * STEP_MILLIS }));
  for (const { changes, isBroken, atMillis } of [...timed, ...calm]) {
    for (const [id, { state: now, findings }] of Object.entries(changes)) {
      const confidence = id < 'd' ? 'high' : 'medium';
      const [fromMillis, toMillis] = [START, atMillis + HOUR_MILLIS];
      const entities = { entities: 1, someEntities: [id], text: id };
      cases.set(id, { id, rule: 'r', cause: id, fromMillis, toMillis, state: now, confidence, findings, ...entities });
    }
    const plan = planNotices([...cases.values()], state, atMillis, to);
    ({ state } = plan);
    const fresh = plan.notices.map(({ id, kind, of }) => ({ atMillis, id, kind, cases: [of].flat() }));
    sent.push(...again, ...fresh);
    again = isBroken ? fresh : [];
  }
  return { sent, last: [...cases.values()] };
}

const stories = fc.tuple(fc.array(step, { minLength: 1, maxLength: 40 }), destination);

test('nothing is lost: who is told last knows how each case stands', () => {
  let told = 0;
  fc.assert(
    fc.property(stories, ([steps, to]) => {
      const { sent, last } = run(steps, to);
      for (const one of last) {
        const own = sent.filter(({ cases }) => cases.some(({ id }) => id === one.id));
        const latest = own.at(-1);
        told += own.length;
        if (one.state === 'open') {
          assert.ok(latest !== undefined && latest.kind !== 'withdrawn', `${one.id} was not told`);
          const known = latest.cases.find(({ id }) => id === one.id)?.findings ?? 0;
          assert.ok(one.findings < 10 * known, `${one.id} grew unseen`);
        }
      }
    }),
    { numRuns: 100 },
  );
  assert.ok(told > 100, `only ${told} messages in all stories`);
});

test('nothing is told twice: a message that comes again has the id that it had', () => {
  fc.assert(
    fc.property(stories, ([steps, to]) => {
      const { sent } = run(steps, to);
      const singles = [...new Map(sent.filter(({ kind }) => kind !== 'summary').map((one) => [one.id, one])).values()];
      for (const id of ids) {
        const own = singles.filter(({ cases: [one] }) => one?.id === id);
        const withdrawals = own.filter(({ kind }) => kind === 'withdrawn');
        // between two withdrawals a message said that it holds again, its own or a summary
        const openings = sent.filter(({ kind, cases }) => kind !== 'withdrawn' && cases.some((one) => one.id === id));
        assert.ok(withdrawals.length <= openings.length);
        for (const [index, { atMillis }] of withdrawals.entries()) {
          const before = withdrawals[index - 1]?.atMillis ?? -Infinity;
          assert.ok(openings.some((one) => one.atMillis >= before && one.atMillis < atMillis));
        }
      }
    }),
    { numRuns: 100 },
  );
});

test('without a break nothing is sent twice at all, and no more than the limit and a summary in any hour', () => {
  fc.assert(
    fc.property(stories, ([steps, to]) => {
      const { sent } = run(
        steps.map((one) => ({ ...one, isBroken: false })),
        to,
      );
      assert.equal(new Set(sent.map(({ id }) => id)).size, sent.length);
      for (const { atMillis } of sent) {
        const hour = sent.filter((one) => one.atMillis <= atMillis && one.atMillis > atMillis - HOUR_MILLIS);
        assert.ok(hour.filter(({ kind }) => kind !== 'summary').length <= to.messagesPerHour);
        assert.ok(hour.filter(({ kind }) => kind === 'summary').length <= 1);
      }
      assert.ok(sent.every(({ cases }) => cases.every(({ state }) => state === 'open' || state === 'withdrawn')));
    }),
    { numRuns: 100 },
  );
});
