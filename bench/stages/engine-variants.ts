import { fileFields, type LogField, logFields } from '../../core/fields.ts';
import type { IndexDocument } from '../../core/search/bulk.ts';
import { indexTemplates } from '../../core/search/index-templates.ts';
import type { LineFile } from '../lines/line-files.ts';
import { recordsOf, sentOf } from './documents.ts';

/** How an index of access lines may be made, and of which documents. */
export interface EngineVariant {
  readonly settings: object;
  readonly mappings: object;
  /** Whether they have the fields that are derived from tables (places, clients, campaigns). Default: no, as none did before derived source. */
  readonly isEnriched?: boolean;
  /** Whether they have what is the same in all documents of a file or dataset, as on the topic. Default: no, as the index function does. */
  readonly areWhole?: boolean;
  /** Fields that each document has more. */
  readonly constants?: object;
}

/** The fields of access lines that came after derived source was measured first. */
const enrichedFields: ReadonlySet<string> = new Set<LogField>([
  'kafkainsight.campaign.content',
  'kafkainsight.campaign.medium',
  'kafkainsight.campaign.name',
  'kafkainsight.campaign.source',
  'kafkainsight.campaign.term',
  'kafkainsight.client.kind',
  'kafkainsight.client.verified',
  'kafkainsight.pattern.id',
  'kafkainsight.referrer.domain',
  'source.as.number',
  'source.as.organization.name',
  'source.geo.country_iso_code',
  'source.geo.name',
]);

const SETTINGS = { replicas: 0, refreshSeconds: 1 };
const DATASET = 'kafkainsight-logs-apache.access';

function ours(settings: Parameters<typeof indexTemplates>[1], name = DATASET): EngineVariant {
  const template = indexTemplates('opensearch', settings).find((one) => one.name === name)?.body.template;
  if (template === undefined) throw new Error(`There is no template ${name}.`);
  return template;
}

/** As before derived source: copies of whole documents, points of every number, and phrases of URLs and agents. */
function withCopies(): EngineVariant {
  const { settings, mappings } = ours(SETTINGS, 'kafkainsight-logs');
  const { properties } = mappings as { readonly properties: Readonly<Record<string, object>> };
  const phrases = { fields: { text: { type: 'text', norms: false } } };
  const indexed = Object.entries(properties).map(([field, property]) => {
    return [field, { ...property, index: true, ...('fields' in property && phrases) }] as const;
  });
  const isObject = (property: object): boolean => 'type' in property && property.type === 'flat_object';
  return {
    settings,
    mappings: {
      dynamic: false,
      properties: {
        ...Object.fromEntries(
          indexed.map(([field, property]) => [field, isObject(property) ? { type: 'flat_object' } : property]),
        ),
        ...Object.fromEntries(Object.entries(fileFields).map(([field, type]) => [field, { type, index: true }])),
      },
    },
    areWhole: true,
  };
}

/**
 * What Filebeat's template maps access logs to (Elastic Common Schema 8, "Field details"): keywords of up to 1,024 characters, wildcards of
 * URLs with an index of their words, `match_only_text` of messages; and what it adds to each event.
 */
function filebeatLike(): EngineVariant {
  const words = { fields: { text: { type: 'match_only_text' } } };
  const keyword = { type: 'keyword', ignore_above: 1024 };
  const named: Readonly<Record<string, object>> = {
    message: { type: 'match_only_text' },
    'event.original': { type: 'keyword', index: false, doc_values: false },
    'url.original': { type: 'wildcard', ...words },
    'url.full': { type: 'wildcard', ...words },
    'url.path': { type: 'wildcard' },
    'user_agent.original': { ...keyword, ...words },
    'user_agent.name': keyword,
  };
  const types: Readonly<Record<string, object>> = {
    ...{ ip: { type: 'ip' }, date: { type: 'date' }, long: { type: 'long' }, boolean: { type: 'boolean' } },
    ...{ text: { type: 'match_only_text' }, flattened: { type: 'flat_object' } },
  };
  const fields = { ...logFields, ...fileFields };
  const properties = Object.entries(fields).map(([name, type]) => [name, named[name] ?? types[type] ?? keyword]);
  return {
    settings: {
      index: { number_of_shards: 1, number_of_replicas: 0, refresh_interval: '1s', codec: 'best_compression' },
    },
    mappings: {
      properties: Object.fromEntries(properties) as object,
      dynamic_templates: [{ strings: { match_mapping_type: 'string', mapping: keyword } }],
    },
    areWhole: true,
    constants: {
      ...{ 'agent.name': 'web-1', 'agent.type': 'filebeat', 'agent.version': '8.19.2' },
      ...{
        'agent.id': '5f3c1c2e-8a55-4e0b-9c65-1d6f8f1f0a51',
        'agent.ephemeral_id': '0f0c7c1c-5d3a-4a5a-8f5e-7b1f8a6f2f10',
      },
      ...{ 'ecs.version': '8.0.0', 'host.name': 'web-1', 'input.type': 'log' },
      ...{ 'event.module': 'apache', 'fileset.name': 'access', 'service.type': 'apache' },
    },
  };
}

/** No mapping at all: the engine makes one of the first documents, words and a keyword of each text, as for what Vector sends. */
const dynamic: EngineVariant = {
  settings: { index: { number_of_shards: 1, number_of_replicas: 0, refresh_interval: '1s' } },
  mappings: {},
  areWhole: true,
};

const words = ours({ ...SETTINGS, derivesSource: true });
const wildcard = ours({ ...SETTINGS, derivesSource: true, wordSearch: 'wildcard' });

/** All that are measured, by their names in the report. */
export const engineVariants = {
  copies: withCopies(),
  words,
  wildcard,
  'words, enriched': { ...words, isEnriched: true },
  'wildcard, enriched': { ...wildcard, isEnriched: true },
  'Filebeat-like': filebeatLike(),
  dynamic,
} as const satisfies Readonly<Record<string, EngineVariant>>;

export type EngineVariantName = keyof typeof engineVariants;

/** The documents of a file as an index is to have them, for one of this name. */
export function documentsOfVariant(variant: EngineVariant, file: LineFile, index: string): IndexDocument[] {
  const { isEnriched = false, areWhole = false, constants = {} } = variant;
  return recordsOf(file, { fileId: 'ABCDEFGHIJKLMQ', userAgentDetails: true }).map(({ key: id, value }) => {
    const fields = Object.entries(JSON.parse(value.toString()) as Record<string, unknown>);
    const kept = fields.filter(([name]) => isEnriched || !enrichedFields.has(name));
    const whole = Buffer.from(JSON.stringify({ ...Object.fromEntries(kept), ...constants }));
    return { index, id, operation: 'index', source: areWhole ? whole : sentOf(whole) };
  });
}
