import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deadLetterFields, ledgerFields, logFields, scannedFields } from '../fields.ts';
import { derivedDatasets } from './derived-source.ts';
import {
  datasetOfTemplate,
  expectedTemplates,
  type IndexTemplate,
  indexTemplates,
  templateNames,
  type TemplateSettings,
} from './index-templates.ts';

const settings: TemplateSettings = { replicas: 1, refreshSeconds: 5 };

interface Property {
  readonly type: string;
  readonly format?: string;
  readonly fields?: { readonly text: object };
}

interface Content {
  readonly settings: { readonly index: Readonly<Record<string, unknown>> };
  readonly mappings: {
    readonly dynamic: unknown;
    readonly properties: Readonly<Record<string, Property>>;
  };
}

function contentOf(kind: 'opensearch' | 'elasticsearch', at: number): Content {
  return indexTemplates(kind, settings)[at]?.body.template as Content;
}

test('every index that the pipeline writes has a template', () => {
  for (const kind of ['opensearch', 'elasticsearch'] as const) {
    const templates = indexTemplates(kind, settings);
    assert.deepEqual(
      templates.map(({ name }) => name),
      templateNames,
    );
    assert.deepEqual(
      templates.flatMap(({ body }) => body.index_patterns),
      ['logs-', 'ledger', 'dead-letters', 'findings', 'cases', 'baselines', 'visits'].map(
        (name) => `kafkainsight-${name}*`,
      ),
    );
  }
});

test('a dataset with shards of its own has a template above that of all logs, which differs in the shards alone', () => {
  const templates = indexTemplates('opensearch', { ...settings, shards: { 'apache.access': 3 } });
  const templateOf = (name: string): IndexTemplate['body'] | undefined =>
    templates.find((template) => template.name === name)?.body;
  const [all, own] = [templateOf('kafkainsight-logs'), templateOf('kafkainsight-logs-apache.access')];
  assert.ok(all && own);
  assert.deepEqual(own.index_patterns, ['kafkainsight-logs-apache.access-*']);
  assert.ok(own.priority > all.priority);
  const shards = (template: object): unknown => (template as Content).settings.index['number_of_shards'];
  assert.deepEqual([shards(all.template), shards(own.template)], [1, 3]);
  const stored = templateOf('kafkainsight-logs-_apache.access');
  assert.deepEqual(stored?.index_patterns, ['kafkainsight-logs-_apache.access-*']);
  assert.deepEqual(shards(stored.template), 3);
  const one = indexTemplates('opensearch', { ...settings, shards: { 'apache.access': 1 } })[0]?.body;
  assert.deepEqual(one?.template, all.template);
  const expected = expectedTemplates(Date.UTC(2026, 10), { shards: { shop: 2 } });
  assert.deepEqual(
    expected.filter(({ template }) => template !== 'kafkainsight-logs').map(({ index }) => index),
    ['logs-shop-2026.11', 'ledger', 'dead-letters', 'findings', 'cases', 'baselines', 'visits'].map(
      (name) => `kafkainsight-${name}`,
    ),
  );
});

test('an engine that derives documents keeps no copy of those of the datasets that can do without, and of no others', () => {
  const templates = indexTemplates('opensearch', { ...settings, derivesSource: true, shards: { syslog: 2, shop: 3 } });
  const isDerived = ({ body }: IndexTemplate): boolean =>
    (body.template as Content).settings.index['derived_source.enabled'] === true;
  const derived = templates.filter(isDerived);
  assert.deepEqual(
    derived.flatMap(({ body }) => body.index_patterns).sort(),
    Array.from(derivedDatasets, (dataset) => `kafkainsight-logs-${dataset}-*`).sort(),
  );
  const others = templates.filter((template) => !isDerived(template)).flatMap(({ body }) => body.index_patterns);
  const shop = ['kafkainsight-logs-_syslog-*', 'kafkainsight-logs-shop-*'];
  assert.deepEqual(others.slice(0, 2).sort(), shop);
  for (const { body } of derived) {
    const { dynamic, properties } = (body.template as Content).mappings;
    assert.equal(dynamic, false);
    assert.ok(!JSON.stringify(properties).includes('ignore_above') && !JSON.stringify(properties).includes('flat'));
    const unnamed = Object.keys(logFields).filter((name) => !(name in properties));
    assert.deepEqual(unnamed.sort(), [...flattened, 'kafkainsight.stored'].sort());
  }
  assert.equal(indexTemplates('opensearch', settings).filter(isDerived).length, 0);
});

/** All of type `flattened`. */
const flattened = [
  'attributes',
  'auth0.logs',
  'aws.config',
  'aws.elb',
  'aws.guardduty',
  'aws.s3access',
  'aws.securityhub_findings',
  'aws.vpcflow',
  'azure.activitylogs',
  'elasticsearch.audit',
  'hashicorp_vault.audit',
  'kafkainsight.envelope.fields',
  'kafkainsight.fields',
  'kafkainsight.json',
  'kubernetes.audit',
  'log.syslog.structured_data',
  'resource.attributes',
];

test('times of derived documents are read in the form that they have, before any other', () => {
  const templates = indexTemplates('opensearch', { ...settings, derivesSource: true });
  const times = Object.entries(logFields).filter(([, type]) => type === 'date');
  assert.ok(times.length > 1);
  for (const { body } of templates.filter(({ name }) => derivedDatasets.has(datasetOfTemplate(name)))) {
    const { properties } = (body.template as Content).mappings;
    for (const [name] of times) {
      const [first, ...others] = properties[name]?.format?.split('||') ?? [];
      // OpenSearch documentation, "Date field type", Built-in formats: yyyy-MM-dd'T'HH:mm:ss.SSSZ
      assert.equal(first, 'strict_date_time', name);
      // what searches may say too
      assert.deepEqual(others, ['strict_date_time_no_millis', 'strict_date_optional_time', 'epoch_millis'], name);
    }
  }
});

test('no field is part of another, and no document can add one', () => {
  for (const fields of [logFields, ledgerFields, deadLetterFields]) {
    const names = Object.keys(fields);
    for (const name of names) assert.ok(!names.some((other) => other.startsWith(`${name}.`)), name);
  }
  assert.equal(contentOf('opensearch', 0).mappings.dynamic, false);
});

test('numbers and the time of ingestion have no points, and keep the values that are read instead', () => {
  for (const kind of ['opensearch', 'elasticsearch'] as const) {
    const { properties } = contentOf(kind, 0).mappings;
    const without = Object.entries(properties).filter(([, property]) => 'index' in property);
    assert.deepEqual(new Set(without.map(([name]) => name)), scannedFields);
    for (const name of ['http.response.status_code', 'log.offset', 'event.ingested'])
      assert.ok(scannedFields.has(name));
    for (const name of ['@timestamp', 'source.ip']) assert.ok(!scannedFields.has(name));
    for (const [name, property] of without) {
      assert.ok(['date', 'long'].includes(property.type) && !('doc_values' in property), name);
    }
    // reconciliation asks the ledger for these by range alone
    const ledger = contentOf(kind, 1).mappings.properties;
    assert.deepEqual(ledger['kafkainsight.file.version'], { type: 'long' });
  }
});

test('the dialects differ in the flattened type and in the words of whole values alone', () => {
  const strip = (kind: 'opensearch' | 'elasticsearch', words: object): unknown => {
    const { mappings, settings: all } = contentOf(kind, 0);
    const others = Object.entries(mappings.properties)
      .filter(([name]) => !flattened.includes(name))
      .map(([name, property]) => [name, { ...property, ...(property.fields && { fields: 'words' }) }]);
    const ofWords = Object.values(mappings.properties).flatMap(({ fields }) => fields ?? []);
    assert.ok(ofWords.length > 3);
    for (const { text } of ofWords) assert.deepEqual(text, words, kind);
    return { all, others };
  };
  const ofOpenSearch = strip('opensearch', { type: 'match_only_text' });
  assert.deepEqual(ofOpenSearch, strip('elasticsearch', { type: 'text', norms: false }));
  for (const name of flattened) {
    assert.equal(contentOf('opensearch', 0).mappings.properties[name]?.type, 'flat_object');
    assert.equal(contentOf('elasticsearch', 0).mappings.properties[name]?.type, 'flattened');
  }
});

test('a search that names no field looks for words where there are words', () => {
  const fields = contentOf('opensearch', 0).settings.index['query.default_field'] as string[];
  for (const name of ['message', 'url.original.text', 'user_agent.original.text', 'http.request.referrer.text']) {
    assert.ok(fields.includes(name), name);
  }
  // who looks for `error` does not mean every line of error.log
  assert.deepEqual(
    fields.filter((name) => name.startsWith('log.file.path')),
    [],
  );
});

test('without an index of words, the whole values of long keywords are searched instead, and nothing else changes', () => {
  for (const kind of ['opensearch', 'elasticsearch'] as const) {
    const wildcard: TemplateSettings = { ...settings, derivesSource: true, wordSearch: 'wildcard' };
    const words = indexTemplates(kind, { ...settings, derivesSource: true });
    for (const [at, { name, body }] of indexTemplates(kind, wildcard).entries()) {
      const withWords = words[at]?.body.template as Content;
      const { settings: own, mappings } = body.template as Content;
      const fields = own.index['query.default_field'] as string[];
      assert.deepEqual(
        fields,
        (withWords.settings.index['query.default_field'] as string[]).map((field) => field.replace(/[.]text$/, '')),
        name,
      );
      const withoutWords = JSON.stringify(withWords.mappings).replaceAll(/,"fields":\{"text":\{[^}]*\}\}/g, '');
      assert.equal(JSON.stringify(mappings), withoutWords, name);
    }
  }
});

test('the content hash follows the content, and nothing else', () => {
  const hashes = (given: TemplateSettings): string[] =>
    indexTemplates('opensearch', given).map(({ body }) => body._meta.content);
  assert.deepEqual(hashes(settings), hashes({ ...settings }));
  assert.notDeepEqual(hashes(settings), hashes({ ...settings, replicas: 0 }));
  assert.equal(new Set(hashes(settings)).size, templateNames.length);
});

test('what is kept beside derived documents has as many shards as they, also where its template is there already', () => {
  const shards = { 'apache.access': 4, '_apache.access': 1 };
  const templates = indexTemplates('opensearch', { ...settings, derivesSource: true, shards });
  const stored = templates.find(({ name }) => name === 'kafkainsight-logs-_apache.access');
  assert.equal((stored?.body.template as Content | undefined)?.settings.index['number_of_shards'], 4);
});
