import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Case } from '../../core/findings/cases.ts';
import { createFinding } from '../../core/findings/finding.ts';
import { pathFailures } from '../../core/findings/rules/path-failures.ts';
import type { Message } from '../../core/notifications/message.ts';
import type { Destination } from '../../core/notifications/settings.ts';
import type { Telling, TellingStore } from '../../core/notifications/telling.ts';
import { HOUR_MILLIS } from '../../core/time/units.ts';
import { tellCases, type TellOptions, type TellReport } from './tell.ts';

const NOW = Date.UTC(2026, 10, 30, 12);
const hour = NOW - HOUR_MILLIS;
const ops: Destination = { name: 'ops', kind: 'slack', messagesPerHour: 10 };
const pager: Destination = { name: 'pager', kind: 'pagerduty', messagesPerHour: 10 };

const verdict = { confidence: 'high', numbers: { failures: 12 }, text: '/pay failed 12 times in an hour.' } as const;
const line = { id: 'd', index: 'i', timeMillis: hour + 7, path: 'shop/access.log', offset: 42 };
const finding = createFinding(pathFailures, { entity: '/pay', fromMillis: hour }, verdict, [line]);

const one: Case = {
  id: 'case-1',
  rule: pathFailures.name,
  cause: '',
  fromMillis: hour,
  toMillis: NOW,
  state: 'open',
  confidence: 'high',
  findings: 1,
  entities: 1,
  someEntities: ['/pay'],
  text: verdict.text,
};

interface Scene {
  readonly sent: string[];
  readonly messages: Message[];
  readonly failures: string[];
  readonly run: (cases: readonly Case[], more?: Partial<TellOptions>) => Promise<TellReport>;
  readonly telling: TellingStore;
}

/** Two destinations whose state is kept as JSON, as the search engine keeps it. */
function scene(): Scene {
  const kept = new Map<string, string>();
  const [sent, messages, failures]: [string[], Message[], string[]] = [[], [], []];
  const telling: TellingStore = {
    read: (name) => Promise.resolve((JSON.parse(kept.get(name) ?? 'null') as Telling | null) ?? undefined),
    keep: (name, told) => Promise.resolve(void kept.set(name, JSON.stringify(told))),
  };
  return {
    telling,
    sent,
    messages,
    failures,
    run: (cases, more = {}) =>
      tellCases({
        store: {
          cases: (rule) => Promise.resolve(cases.filter((each) => each.rule === rule)),
          findings: () => Promise.resolve([{ ...finding, cause: 'another', proof: [] }, finding]),
        },
        telling,
        rules: [pathFailures],
        destinations: [ops, pager],
        send: ({ name }, message) => {
          sent.push(`${name} ${message.kind} ${message.key}`);
          messages.push(message);
          return Promise.resolve();
        },
        link: ({ fromMillis, toMillis }, of) => `https://logs.example/${of?.id ?? 'all'}/${fromMillis}-${toMillis}`,
        stage: 'prod',
        nowMillis: NOW,
        onFailure: ({ name }, error) => failures.push(`${name}: ${String(error)}`),
        ...more,
      }),
  };
}

describe('telling cases', () => {
  it('tells each destination once, with what proves it and where it is shown', async () => {
    const { run, sent, messages } = scene();
    assert.deepEqual(await run([one]), { told: 2, failed: 0 });
    assert.deepEqual(await run([one]), { told: 0, failed: 0 });
    assert.deepEqual(sent, ['ops opened case-1', 'pager opened case-1']);
    assert.deepEqual(messages[0]?.proof, ['shop/access.log at byte 42, 2026-11-30T11:00:00.007Z']);
    assert.equal(messages[0].link, `https://logs.example/case-1/${hour}-${NOW}`);
  });

  it('tells the others where one fails, and that one next time, before what is new', async () => {
    const { run, sent, messages, failures } = scene();
    const down = async ({ name }: Destination, message: Message): Promise<void> => {
      if (name === 'ops') throw new Error('down');
      sent.push(`${name} ${message.kind} ${message.key}`);
      return Promise.resolve();
    };
    assert.deepEqual(await run([one], { send: down }), { told: 1, failed: 1 });
    assert.deepEqual(failures, ['ops: Error: down']);
    await run([{ ...one, state: 'withdrawn' }]);
    assert.deepEqual(sent, [
      'pager opened case-1',
      'ops opened case-1',
      'ops withdrawn case-1',
      'pager withdrawn case-1',
    ]);
    assert.deepEqual(messages[1]?.proof, []);
  });

  it('sends what was not noted as sent once more, as it was, and nothing else again', async () => {
    const { run, telling, messages, sent, failures } = scene();
    const cases = ['a', 'b', 'c'].map((id) => ({ ...one, id }));
    let writes = 0;
    // the state with three messages, then that the first one was sent; the run ends before the second one is noted
    const ending = {
      ...telling,
      keep: (name: string, told: Telling) =>
        ++writes > 2 ? Promise.reject(new Error('ended')) : telling.keep(name, told),
    };
    await run(cases, { destinations: [ops], telling: ending });
    assert.deepEqual(failures, ['ops: Error: ended']);
    await run(cases, { destinations: [ops], nowMillis: NOW + HOUR_MILLIS });
    assert.deepEqual(sent, ['ops opened a', 'ops opened b', 'ops opened b', 'ops opened c']);
    assert.deepEqual(messages[1], messages[2]);
  });

  it('asks nothing where there are no destinations', async () => {
    const store = { cases: () => assert.fail(), findings: () => assert.fail() };
    assert.deepEqual(await scene().run([one], { destinations: [], store }), { told: 0, failed: 0 });
  });
});
