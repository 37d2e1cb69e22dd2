import * as v from 'valibot';
import { createSearchEngine } from '../adapters/search/search-engine.ts';
import { bulkBody, bulkRequests } from '../core/search/bulk.ts';
import { lineFile } from './lines/line-files.ts';
import { storyFile } from './lines/story-file.ts';
import { createServers } from './stages/servers.ts';
import { documentsOfVariant, engineVariants, type EngineVariant } from './stages/engine-variants.ts';
import { deleteIndex } from './stages/search.ts';
import { mergedBytes } from './stages/storage.ts';
const LINES = 50_000;
const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const only = (process.env['ONLY'] ?? '').split('|').filter(Boolean);
const INDEX = 'bench-engine';
type V = EngineVariant & { change?: (d: Record<string, unknown>) => Record<string, unknown>; };
const wc = engineVariants.wildcard as V;
const words = engineVariants.words as V;
const edit = (base: V, f: (p: Record<string, any>) => void, s: object = {}): V => {
  const mappings = structuredClone(base.mappings) as { properties: Record<string, any> };
  f(mappings.properties);
  return { ...base, mappings, settings: { index: { ...(base.settings as any).index, ...s } } };
};
const nest = (d: Record<string, unknown>): Record<string, unknown> => {
  const out: Record<string, any> = {};
  for (const [k, val] of Object.entries(d)) {
    const parts = k.split('.'); let at = out;
    for (const p of parts.slice(0, -1)) at = at[p] ??= {};
    at[parts.at(-1)!] = val;
  }
  return out;
};
const without = (...names: string[]) => (d: Record<string, unknown>) => Object.fromEntries(Object.entries(d).filter(([k]) => !names.includes(k)));
const LEAN = ['file.mtime', 'kafkainsight.file.version', 'event.kind', 'event.category', 'event.type', 'event.ingested'];
const all: Record<string, V> = {
  copies: engineVariants.copies as V,
  words,
  wildcard: wc,
  'wc nested': { ...wc, change: nest },
  'wc lean': { ...wc, change: without(...LEAN) },
  'wc lbs': edit(wc, () => {}, { 'merge.policy': 'log_byte_size' }),
  'wc status dv': edit(wc, (p) => { p['http.response.status_code'] = { type: 'long', index: false }; }),
  'wc constants dv': edit(wc, (p) => { for (const k of ['event.kind','event.category','event.type','event.dataset','event.outcome','http.version','user_agent.os.version','user_agent.version']) p[k] = { ...p[k], index: false }; }),
  'wc no address': { ...wc, change: without('source.address') },
  'wc 60s': edit(wc, () => {}, { refresh_interval: '60s' }),
  'words nested': { ...words, change: nest },
};
const schema = v.object({ nodes: v.record(v.string(), v.object({ process: v.object({ cpu: v.object({ total_in_millis: v.number() }) }) })) });
const servers = createServers();
const url = await servers.openSearch();
const cpu = async () => Object.values(v.parse(schema, await (await fetch(`${url}/_nodes/stats/process`)).json()).nodes).reduce((s, n) => s + n.process.cpu.total_in_millis, 0);
const names = Object.keys(all).filter((n) => only.length === 0 || only.includes(n));
const logs = { story: await storyFile(LINES), flog: lineFile('apache_combined', LINES) };
for (const log of (process.env['LOGS'] ?? 'story|flog').split('|') as (keyof typeof logs)[]) {
  const file = logs[log];
  const res = new Map<string, { cpu: number; ingest: number; bytes: number }[]>(names.map((n) => [n, []]));
  for (let r = 0; r < ROUNDS + 2; r++) {
    for (const name of r % 2 ? names.toReversed() : names) {
      const variant = all[name]!;
      const client = createSearchEngine({ engine: 'opensearch', url, authentication: { kind: 'none' } });
      await deleteIndex(url, INDEX);
      await client.request('PUT', `/${INDEX}`, { settings: variant.settings, mappings: variant.mappings });
      let docs = documentsOfVariant(variant, file, INDEX);
      if (variant.change) docs = docs.map((d) => ({ ...d, source: Buffer.from(JSON.stringify(variant.change!(JSON.parse(d.source.toString())))) }));
      const bodies = Array.from(bulkRequests(docs), bulkBody);
      const before = await cpu();
      for (const body of bodies) { const items = await client.bulk(body, 60000); const bad = items.find(({ status }) => status !== 201); if (bad) throw new Error(JSON.stringify(bad)); }
      const mid = await cpu();
      const bytes = await mergedBytes(url, INDEX);
      const after = await cpu();
      if (r >= 2) res.get(name)!.push({ cpu: after - before, ingest: mid - before, bytes: bytes / file.bytes });
      await deleteIndex(url, INDEX); await client.close();
    }
    const med = (a: number[]) => a.toSorted((x, y) => x - y)[a.length >> 1] ?? NaN;
    if (r >= 2) { const base = med(res.get(names[0]!)!.map((x) => x.cpu)); console.log(log, 'round', r); for (const n of names) { const m = res.get(n)!; console.log('  ', n.padEnd(18), 'cpu us/line', (med(m.map((x) => x.cpu)) * 1000 / LINES).toFixed(1), 'ingest', (med(m.map((x) => x.ingest)) * 1000 / LINES).toFixed(1), 'ratio', (med(m.map((x) => x.cpu)) / base).toFixed(3), 'size', med(m.map((x) => x.bytes)).toFixed(3)); } }
  }
}
await servers.stop();
