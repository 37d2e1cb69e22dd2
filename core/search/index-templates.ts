import { createHash } from 'node:crypto';
import { deadLetterFields, type Fields, ledgerFields, logFields } from '../fields.ts';
import { baselineFields, caseFields, findingFields, visitFields } from '../finding-fields.ts';
import {
  BASELINE_INDEX,
  CASE_INDEX,
  DATA_FORM,
  datasets,
  DEAD_LETTER_INDEX,
  FINDING_INDEX,
  LEDGER_INDEX,
  LOG_INDEX_PREFIX,
  VISIT_INDEX,
} from '../names.ts';
import type { SearchEngineKind } from '../ports.ts';
import { derivedDatasets, storedDataset } from './derived-source.ts';
import { derivedProperties, properties, type WordSearch } from './field-mappings.ts';

/** What differs between a laptop and a cluster. */
export interface TemplateSettings {
  /** Primary shards of an index of logs, by dataset. Default: 1. */
  readonly shards?: Readonly<Record<string, number>>;
  /** Further copies of each shard: 0 where there is one node. */
  readonly replicas: number;
  /** How long a new document may take to be found. */
  readonly refreshSeconds: number;
  /**
   * The policy that deletes indices of logs, where the index has to name it: in Elasticsearch. In OpenSearch the policy names the
   * indices. Default: none.
   */
  readonly lifecyclePolicy?: string;
  /** Whether the engine is one that makes documents again from their values (see derived-source.ts). Default: false. */
  readonly derivesSource?: boolean;
  /** Default: `words`. */
  readonly wordSearch?: WordSearch;
}

/** A composable index template: the body of `PUT /_index_template/<name>`, which both engines take. */
export interface IndexTemplate {
  readonly name: string;
  readonly body: {
    readonly index_patterns: readonly string[];
    readonly priority: number;
    readonly version: number;
    readonly _meta: TemplateMetadata;
    readonly template: { readonly settings: object; readonly mappings: object };
  };
}

/** Tells our templates from others', and one content from another: engines answer a template in other words than they were given. */
interface TemplateMetadata {
  readonly managed_by: 'kafkainsight';
  /** SHA-256 of the template's patterns, settings and mappings. */
  readonly content: string;
}

/** Raised by hand where documents come to need another mapping than the last version's. */
const TEMPLATE_VERSION = 5;
/** Above the engines' own templates (100 to 200) and those of most others. */
const PRIORITY = 500;
/** Of one dataset's indices, which fit the pattern of all logs too. */
const DATASET_PRIORITY = PRIORITY + 1;

const LOG_TEMPLATE = 'kafkainsight-logs';

interface Definition {
  readonly name: string;
  readonly pattern: string;
  readonly fields: Fields;
  readonly isOfLogs: boolean;
  /** Whether its indices keep no copy of their documents. */
  readonly isDerived: boolean;
  readonly shards: number;
  readonly priority: number;
}

const definitions = {
  [LOG_TEMPLATE]: { pattern: `${LOG_INDEX_PREFIX}*`, fields: logFields },
  'kafkainsight-ledger': { pattern: `${LEDGER_INDEX}*`, fields: ledgerFields },
  'kafkainsight-dead-letters': { pattern: `${DEAD_LETTER_INDEX}*`, fields: deadLetterFields },
  'kafkainsight-findings': { pattern: `${FINDING_INDEX}*`, fields: findingFields },
  'kafkainsight-cases': { pattern: `${CASE_INDEX}*`, fields: caseFields },
  'kafkainsight-baselines': { pattern: `${BASELINE_INDEX}*`, fields: baselineFields },
  'kafkainsight-visits': { pattern: `${VISIT_INDEX}*`, fields: visitFields },
} as const satisfies Record<string, { readonly pattern: string; readonly fields: Fields }>;

/** The templates that have to exist before the first document is written. */
export const templateNames = Object.keys(definitions);

/** The names of templates for the indices of one dataset: they extend the template of all logs. */
export const DATASET_TEMPLATES = `${LOG_TEMPLATE}-*`;

/** The template of one dataset's indices, if they have a different number of shards, or keep no copy of their documents. */
function datasetTemplate(dataset: string): string {
  return `${LOG_TEMPLATE}-${dataset}`;
}

/** The dataset that a template of {@link DATASET_TEMPLATES} is for. */
export function datasetOfTemplate(template: string): string {
  return template.slice(datasetTemplate('').length);
}

/** Those of datasets first: what waits for the others finds these too. */
function definitionsOf(settings: TemplateSettings): readonly Definition[] {
  return [
    ...Object.entries(shardsOf(settings)).map(([dataset, count]) => ({
      name: datasetTemplate(dataset),
      pattern: `${LOG_INDEX_PREFIX}${dataset}-*`,
      fields: logFields,
      isOfLogs: true,
      isDerived: settings.derivesSource === true && derivedDatasets.has(dataset),
      shards: count,
      priority: DATASET_PRIORITY,
    })),
    ...Object.entries(definitions).map(([name, { pattern, fields }]) => {
      const isOfLogs = name === LOG_TEMPLATE;
      return { name, pattern, fields, isOfLogs, isDerived: false, shards: 1, priority: PRIORITY };
    }),
  ];
}

/** Primary shards of each dataset that has a separate template. Documents that are kept as they are have as many as the others. */
function shardsOf({ shards = {}, derivesSource = false }: TemplateSettings): Readonly<Record<string, number>> {
  const stored = Object.entries(shards).filter(
    ([dataset, count]) => derivedDatasets.has(dataset) && (count > 1 || storedDataset(dataset) in shards),
  );
  return {
    ...(derivesSource ? Object.fromEntries([...derivedDatasets].map((dataset) => [dataset, 1])) : {}),
    ...shards,
    // last: a template that is there already says what the stage said before
    ...Object.fromEntries(stored.map(([dataset, count]) => [storedDataset(dataset), count])),
  };
}

/**
 * The templates of all our indices in the dialect of an engine, the same for the same settings. The engine creates an index from one
 * template alone, so a dataset's template repeats everything that the template of all logs says.
 */
export function indexTemplates(engine: SearchEngineKind, settings: TemplateSettings): readonly IndexTemplate[] {
  const { wordSearch = 'words' } = settings;
  return definitionsOf(settings).map(({ name, pattern, fields, isOfLogs, isDerived, shards, priority }) => {
    const index = {
      ...indexSettings(fields, shards, settings),
      ...(isDerived ? DERIVED_SOURCE : {}),
      ...(settings.lifecyclePolicy === undefined || !isOfLogs ? {} : { 'lifecycle.name': settings.lifecyclePolicy }),
    };
    const content = {
      index_patterns: [pattern],
      template: {
        settings: { index },
        mappings: mappings(isDerived ? derivedProperties(engine, wordSearch) : properties(engine, fields, wordSearch)),
      },
    };
    const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
    return {
      name,
      body: {
        ...content,
        priority,
        version: TEMPLATE_VERSION,
        _meta: { managed_by: 'kafkainsight', content: hash },
      },
    };
  });
}

/** An index of each kind that documents go to, as it would be made now, and the template that it has to be made by. */
export function expectedTemplates(
  nowMillis: number,
  settings: Pick<TemplateSettings, 'shards' | 'derivesSource'> = {},
): readonly { readonly index: string; readonly template: string }[] {
  const own = shardsOf({ replicas: 0, refreshSeconds: 1, ...settings });
  const month = new Date(nowMillis).toISOString().slice(0, 7).replace('-', '.');
  return [
    ...Array.from(new Set([...datasets, ...Object.keys(own)]), (dataset) => ({
      index: `${LOG_INDEX_PREFIX}${dataset}-${month}`,
      template: dataset in own ? datasetTemplate(dataset) : LOG_TEMPLATE,
    })),
    // the others have one index each, of the same name
    ...templateNames.slice(1).map((name) => ({ index: name, template: name })),
  ];
}

function indexSettings(fields: Fields, shards: number, settings: TemplateSettings): object {
  const { wordSearch = 'words' } = settings;
  return {
    number_of_shards: shards,
    number_of_replicas: settings.replicas,
    refresh_interval: `${settings.refreshSeconds}s`,
    // DEFLATE instead of LZ4: logs are written once, read seldom, and repeat themselves.
    codec: 'best_compression',
    'query.default_field': defaultFields(fields, wordSearch),
    ...SLOW_LOGS,
  };
}

/** What is slow enough to be written to the engine's slow logs; without the document, which is a log line. */
const SLOW_LOGS = {
  'search.slowlog.threshold.query.warn': '10s',
  'indexing.slowlog.threshold.index.warn': '10s',
  'indexing.slowlog.source': 'false',
};

/** Where words are looked for when a search names no field: every text, and long keywords, by their words or as wholes. */
function defaultFields(fields: Fields, wordSearch: WordSearch): readonly string[] {
  const wordsOf = (name: string): string => (wordSearch === 'words' ? `${name}.text` : name);
  return Object.entries(fields).flatMap(([name, type]) =>
    type === 'text' ? [name] : type === 'searchable_keyword' ? [wordsOf(name)] : [],
  );
}

/**
 * A field that is not in the definition is kept in `_source` and not indexed (`dynamic: false`), so that no document can
 * make the mapping grow. `ignore_malformed` stays off: a value that is not of its field's type makes the document a dead
 * letter, which is seen and can be replayed, instead of one that searches by that field silently leave out. What is
 * longer than a keyword may be is the one exception: it is in `_source`, and in the words of a `searchable_keyword`. `_meta` says which
 * form its documents have.
 */
function mappings(properties: Readonly<Record<string, object>>): object {
  return { _meta: { form: DATA_FORM }, dynamic: false, properties };
}

/** Only OpenSearch has the setting: without a copy of the documents their index is at most half as large. */
const DERIVED_SOURCE = { 'derived_source.enabled': true };
