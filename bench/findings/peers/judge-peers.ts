/** What rules of other products find in lines. */
import { HOUR_MILLIS, MINUTE_MILLIS, SECOND_MILLIS } from '../../../core/time/units.ts';
import { crowdSec } from './crowdsec.ts';
import type { LeakyBucket, Pauses, PeerLine, PeerRule, RepeatedQuery } from './peer-rule.ts';
import { elastic, sigma } from './queries.ts';

/** What a rule says of an address in an hour, as often as it says it. */
export interface PeerFinding {
  readonly rule: PeerRule;
  /** Ids of the lines, in order of time. */
  readonly lines: readonly string[];
}

export const peerRules: readonly PeerRule[] = [...crowdSec, ...elastic, ...sigma];

/** Judges lines, which are in order of time. */
export function judgePeers(lines: readonly PeerLine[], rules: readonly PeerRule[] = peerRules): PeerFinding[] {
  return rules.flatMap((rule) => {
    const byAddress = Map.groupBy(lines.filter(rule.reads), ({ address }) => address);
    return [...byAddress.values()].flatMap((own) => {
      const byHour = Map.groupBy(alertsOf(rule, own), (alert) => Math.floor((alert[0]?.timeMillis ?? 0) / HOUR_MILLIS));
      return [...byHour.values()].map((alerts) => ({ rule, lines: [...new Set(alerts.flat().map(({ id }) => id))] }));
    });
  });
}

function alertsOf(rule: PeerRule, lines: readonly PeerLine[]): PeerLine[][] {
  if (rule.kind === 'bucket') return overflows(rule, lines);
  if (rule.kind === 'pauses') return longPauses(rule, lines);
  return rule.kind === 'query' ? answers(rule, lines) : lines.map((line) => [line]);
}

/**
 * How CrowdSec pours (crowdsecurity/crowdsec at a88b497b, pkg/leakybucket): a bucket is emptied where nothing came for as long as it
 * takes to leak dry, and begins anew after an overflow.
 */
function overflows(rule: LeakyBucket, lines: readonly PeerLine[]): PeerLine[][] {
  const leakMillis = rule.leakSeconds * SECOND_MILLIS;
  const alerts: PeerLine[][] = [];
  let poured: PeerLine[] = [];
  let values = new Set<string>();
  let level = 0;
  let lastMillis = -Infinity;
  let silentUntil = -Infinity;
  for (const line of lines) {
    if (line.timeMillis - lastMillis > (rule.capacity + 1) * leakMillis) [poured, values, level] = [[], new Set(), 0];
    const value = rule.distinct?.(line) ?? line.id;
    if (values.has(value)) continue;
    level = Math.max(0, poured.length === 0 ? 0 : level - (line.timeMillis - lastMillis) / leakMillis) + 1;
    values.add(value);
    poured.push(line);
    lastMillis = line.timeMillis;
    if (level <= rule.capacity) continue;
    if (line.timeMillis >= silentUntil) {
      alerts.push(poured);
      silentUntil = line.timeMillis + rule.silentSeconds * SECOND_MILLIS;
    }
    [poured, values, level] = [[], new Set(), 0];
  }
  return alerts;
}

function longPauses(rule: Pauses, lines: readonly PeerLine[]): PeerLine[][] {
  const alerts: PeerLine[][] = [];
  let failures: PeerLine[] = [];
  for (const line of lines) {
    const lastMillis = failures.at(-1)?.timeMillis ?? line.timeMillis;
    if (line.signIn === 'success' || line.timeMillis - lastMillis > rule.forgetSeconds * SECOND_MILLIS) failures = [];
    if (line.signIn === 'success') continue;
    failures.push(line);
    const last = failures.slice(-rule.failures);
    if (last.length < rule.failures || medianPause(last) <= rule.medianSeconds * SECOND_MILLIS) continue;
    alerts.push(failures);
    failures = [];
  }
  return alerts;
}

function medianPause(lines: readonly PeerLine[]): number {
  const pauses = lines.slice(1).map(({ timeMillis }, at) => timeMillis - (lines[at]?.timeMillis ?? timeMillis));
  return pauses.sort((a, b) => a - b)[Math.floor(pauses.length / 2)] ?? 0;
}

function answers(rule: RepeatedQuery, lines: readonly PeerLine[]): PeerLine[][] {
  const everyMillis = rule.everyMinutes * MINUTE_MILLIS;
  const runs = new Set(lines.map(({ timeMillis }) => Math.floor(timeMillis / everyMillis) + 1));
  return [...runs].flatMap((run) => {
    const toMillis = run * everyMillis;
    const fromMillis = toMillis - rule.spanMinutes * MINUTE_MILLIS;
    const own = lines.filter(({ timeMillis }) => timeMillis >= fromMillis && timeMillis < toMillis);
    return rule.isIt(own) ? [own] : [];
  });
}
