import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgePeers, peerRules } from './judge-peers.ts';
import type { PeerLine } from './peer-rule.ts';

const SECOND = 1_000;
const line = (seconds: number, own: Partial<PeerLine> = {}): PeerLine => ({
  id: String(seconds),
  timeMillis: seconds * SECOND,
  address: '192.0.2.1',
  method: 'POST',
  status: 401,
  target: '/login',
  path: '/login',
  query: '',
  agent: '',
  account: 'anna',
  signIn: 'failure',
  ...own,
});
const lines = (count: number, everySeconds: number, own?: (at: number) => Partial<PeerLine>): PeerLine[] =>
  Array.from({ length: count }, (_, at) => line(at * everySeconds, own?.(at)));
const namesIn = (of: readonly PeerLine[]): string[] => judgePeers(of).map(({ rule }) => rule.name);

describe('rules of peers', () => {
  it('overflow with one line more than a bucket holds, and not where it leaks as fast', () => {
    // docs of CrowdSec, scenario format: "capacity: 5" and "leakspeed: 10s" overflow with the sixth event
    assert.ok(!namesIn(lines(5, 1)).includes('http-generic-401-bf'));
    assert.ok(namesIn(lines(6, 1)).includes('http-generic-401-bf'));
    assert.ok(!namesIn(lines(60, 10)).includes('http-generic-401-bf'));
  });

  it('count a value once where they ask for different ones', () => {
    const missing = (target: string): Partial<PeerLine> => ({ status: 404, target, path: target, signIn: undefined });
    assert.ok(!namesIn(lines(30, 1, () => missing('/a'))).includes('http-probing'));
    assert.ok(namesIn(lines(11, 1, (at) => missing(`/${at}`))).includes('http-probing'));
  });

  it('find four failures with long pauses, unless somebody gets in', () => {
    assert.ok(namesIn(lines(4, 1_200)).includes('ssh-time-based-bf'));
    const letIn = lines(4, 1_200, (at) => ({ signIn: at === 2 ? 'success' : 'failure' }));
    assert.ok(!namesIn(letIn).includes('ssh-time-based-bf'));
  });

  it('run every few minutes over the minutes before', () => {
    const rule = peerRules.filter(({ name }) => name === 'potential_password_spraying_attack');
    const trying = (count: number): PeerLine[] => lines(count, 2, (at) => ({ account: `user${at}` }));
    assert.equal(judgePeers(trying(29), rule).length, 0);
    assert.equal(judgePeers(trying(30), rule).length, 1);
  });
});
