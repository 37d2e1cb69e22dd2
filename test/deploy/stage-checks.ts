import assert from 'node:assert/strict';
import type { Stage } from '../../lib/configuration/stage.ts';
import type { Account } from './account.ts';
import type { CdkResult } from './cloud-development-kit.ts';

/** As Apache's ErrorLogFormat writes them by default (Apache HTTP Server, "Log Files", Error Log). */
export function errorLines(timeMillis: number, count: number): string {
  const [, weekday, day, month, year, time] =
    /^(\w+), (\d+) (\w+) (\d+) (\S+)/.exec(new Date(timeMillis).toUTCString()) ?? [];
  const line = (pid: number): string =>
    `[${weekday} ${month} ${day} ${time}.000000 ${year}] [core:error] [pid ${pid}:tid 1] [client 203.0.113.9:5012] AH00001: no file\n`;
  return Array.from({ length: count }, (_, index) => line(100 + index)).join('');
}

/** As the administrator of a domain that is there does: the first deployment has stopped before it changed anything, and named the role. */
export async function letIn(account: Account, { code, output }: CdkResult): Promise<void> {
  assert.notEqual(code, 0);
  const [, role = ''] =
    /The existing domain denies GET \/ to the role (arn:aws:iam::\d{12}:role\/\S+)\. /.exec(output) ?? [];
  assert.match(role, /provision/, output);
  await account.domain.administer(role);
}

export function assertDestroyed(stage: Stage, code: number, output: string, account: Account): void {
  if (stage.data === 'retained') {
    assert.notEqual(code, 0);
    assert.match(output, /termination ?protection/i);
    assert.equal(account.topics.size, 1);
    return;
  }
  assert.equal(code, 0, `${output}\n${account.emulator.log().slice(-5000)}`);
  assert.equal(account.topics.size, 0);
}

/** What else happened, for whoever reads a failure. */
export function describeAll(account: Account, failures: readonly string[]): () => string {
  return () =>
    [
      ...failures,
      ...account.domain.refusals,
      ...account.refusedTokens,
      ...account.emulator
        .calls()
        .filter(({ allowed }) => !allowed)
        .map((call) => JSON.stringify(call)),
      account.emulator.log().slice(-5000),
    ].join('\n');
}
