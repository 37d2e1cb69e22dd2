import * as v from 'valibot';
import type { EntitySpan } from '../../../core/findings/finding-store.ts';
import { PROVING_LINES, type WitnessLine } from '../../../core/findings/proof.ts';
import type { Rule } from '../../../core/findings/rule.ts';
import type { SearchEngine } from '../../../core/ports.ts';
import { queryOf } from '../../../core/search/conditions.ts';
import { JUDGED_SEARCH, withinSpan } from './groups.ts';
import { LINE_ORDER } from './line-order.ts';

const value = v.optional(v.array(v.union([v.string(), v.number()])));
const hitsSchema = v.object({
  hits: v.object({
    hits: v.array(
      v.object({
        _id: v.string(),
        _index: v.string(),
        fields: v.object({
          '@timestamp': v.array(v.string()),
          'log.file.path': value,
          'log.offset': value,
          'kafka.topic': value,
          'kafka.partition': value,
          'kafka.offset': value,
          'source.address': value,
        }),
      }),
    ),
  }),
});
const FIELDS = ['log.file.path', 'log.offset', 'kafka.topic', 'kafka.partition', 'kafka.offset', 'source.address'];

/** The first lines that prove a finding. Values come from what is indexed: an index may keep no documents. Errors: those of the port. */
export async function readProof(
  engine: SearchEngine,
  rule: Rule,
  { entity, where = rule.proof, ...span }: EntitySpan,
): Promise<WitnessLine[]> {
  const { entity: field } = rule.question;
  const own = field === undefined ? [] : [{ term: { [field]: entity } }];
  const body = {
    size: PROVING_LINES,
    track_total_hits: false,
    _source: false,
    docvalue_fields: [{ field: '@timestamp', format: 'epoch_millis' }, ...FIELDS],
    query: { bool: { filter: [withinSpan(span), queryOf(where), ...own] } },
    sort: LINE_ORDER,
  };
  const answer = await engine.request('POST', JUDGED_SEARCH, body);
  return v.parse(hitsSchema, answer ?? { hits: { hits: [] } }).hits.hits.map(({ _id, _index, fields }) => {
    const text = (name: 'log.file.path' | 'kafka.topic' | 'source.address'): string | undefined =>
      fields[name]?.map(String)[0];
    const number = (name: 'log.offset' | 'kafka.partition' | 'kafka.offset'): number | undefined =>
      fields[name]?.map(Number)[0];
    const path = text('log.file.path');
    const offset = number('log.offset');
    const topic = text('kafka.topic');
    const partition = number('kafka.partition');
    const recordOffset = number('kafka.offset');
    const client = text('source.address');
    return {
      id: _id,
      index: _index,
      timeMillis: Number(fields['@timestamp'][0]),
      ...(path !== undefined && { path }),
      ...(offset !== undefined && { offset }),
      ...(topic !== undefined && { topic }),
      ...(partition !== undefined && { partition }),
      ...(recordOffset !== undefined && { recordOffset }),
      ...(client !== undefined && { client }),
    };
  });
}
