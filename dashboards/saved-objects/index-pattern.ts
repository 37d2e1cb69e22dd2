import { deadLetterFields, type Fields, type FieldType, ledgerFields, logFields } from '../../core/fields.ts';
import { caseFields, findingFields, visitFields } from '../../core/finding-fields.ts';
import type { DataViewName } from '../definition.ts';
import { dataViews, TIME_FIELD } from '../search.ts';
import { type Product, type SavedObject, savedObject } from './saved-object.ts';

const fieldsOfViews: Readonly<Record<DataViewName, Fields>> = {
  logs: logFields,
  ledger: ledgerFields,
  'dead-letters': deadLetterFields,
  cases: caseFields,
  findings: findingFields,
  visits: visitFields,
};

/** The id of a data view's index pattern. */
export function indexPatternId(dataView: DataViewName): string {
  return `kafkainsight-${dataView}`;
}

/**
 * The index pattern (Kibana: data view) of a data view. Kibana looks the fields up whenever it opens one. OpenSearch Dashboards does so
 * only where none are listed, and then reports an error for an index without documents: so the fields of the index templates are listed
 * (as its own exports list them: aws-samples/siem-on-amazon-opensearch-service, source/saved_objects/each-indexpattern-search/log.ndjson;
 * opensearch-project/OpenSearch-Dashboards, src/plugins/data/common/index_patterns/index_patterns/index_patterns.ts,
 * isFieldRefreshRequired).
 */
export function indexPattern(dataView: DataViewName, product: Product): SavedObject {
  const fields = product === 'opensearch' ? [...metaFields, ...listedFields(fieldsOfViews[dataView])] : [];
  const attributes = {
    fields: JSON.stringify(fields),
    fieldFormatMap: JSON.stringify(formatsOf(dataView)),
    timeFieldName: TIME_FIELD,
    title: dataViews[dataView],
  };
  return savedObject(product, { type: 'index-pattern', id: indexPatternId(dataView), attributes });
}

/** Shows a dashboard's name and state as a link to it, in the application that shows it (field formatters, "URL"). */
const asLink = {
  id: 'url',
  params: {
    type: 'a',
    urlTemplate: '#/view/{{rawValue}}',
    labelTemplate: 'Show the lines',
    openLinkInCurrentTab: true,
  },
};

/** Shows the address of a visit as a link to its requests: of the time that is chosen, since a link knows no other field. */
const asLinkToLines = {
  id: 'url',
  params: {
    type: 'a',
    urlTemplate:
      "#/view/kafkainsight-suspicious-accounts?_a=(filters:!(),query:(language:kuery,query:'source.address:%22{{value}}%22'))",
    labelTemplate: '{{rawValue}}',
    openLinkInCurrentTab: true,
  },
};

type Format = readonly [RegExp, object];

function durationsIn(outputFormat: 'asMilliseconds' | 'asMinutes'): Format {
  return [
    /^event\.duration$/,
    { id: 'duration', params: { inputFormat: 'nanoseconds', outputFormat, outputPrecision: 1 } },
  ];
}

const formatsOfView: Readonly<Partial<Record<DataViewName, readonly Format[]>>> = {
  visits: [
    durationsIn('asMinutes'),
    [/^source\.address$/, asLinkToLines],
    [/^kafkainsight\.visit\.(bounces|conversions)$/, { id: 'percent', params: { pattern: '0.[0]%' } }],
  ],
};

/** Sizes are bytes, durations nanoseconds, and numbers that name something have no thousands separators. */
const formats: readonly Format[] = [
  [/(\.|_)bytes$|^file\.size$/, { id: 'bytes' }],
  durationsIn('asMilliseconds'),
  [/\.(port|pid|status_code|partition|number|connection_id|thread_id|thread\.id)$/, { id: 'string' }],
  [/^kafkainsight\.case\.lines$/, asLink],
];

/** How values are shown, by field; the others as their type is. */
function formatsOf(dataView: DataViewName): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.keys(fieldsOfViews[dataView]).flatMap((name) => {
      const format = [...(formatsOfView[dataView] ?? []), ...formats].find(([pattern]) => pattern.test(name));
      return format === undefined ? [] : [[name, format[1]]];
    }),
  );
}

interface ListedField {
  readonly count: 0;
  readonly name: string;
  readonly type: string;
  readonly esTypes: readonly string[];
  readonly scripted: false;
  readonly searchable: boolean;
  readonly aggregatable: boolean;
  readonly readFromDocValues: boolean;
  readonly subType?: { readonly multi: { readonly parent: string } };
}

/** What every document has in addition to its fields. */
const metaFields: readonly ListedField[] = [
  listedField('_id', 'string', '_id', { searchable: true, aggregatable: true, readFromDocValues: false }),
  listedField('_index', 'string', '_index', { searchable: true, aggregatable: true, readFromDocValues: false }),
  listedField('_source', '_source', '_source', { searchable: false, aggregatable: false, readFromDocValues: false }),
];

const words = { searchable: true, aggregatable: false, readFromDocValues: false };
const values = { searchable: true, aggregatable: true, readFromDocValues: true };
/** Has no doc values where documents are derived (core/search/index-templates.ts). */
const UNGROUPED = 'kafkainsight.address.forwarded';

function listedFields(fields: Fields): ListedField[] {
  return Object.entries(fields).flatMap(([name, type]) => {
    if (type !== 'searchable_keyword') return [fieldOf(name, type)];
    const text = { ...listedField(`${name}.text`, 'string', 'text', words), subType: { multi: { parent: name } } };
    return [fieldOf(name, type), text];
  });
}

function fieldOf(name: string, type: FieldType): ListedField {
  switch (type) {
    case 'keyword':
    case 'long_keyword':
    case 'searchable_keyword':
      return listedField(name, 'string', 'keyword', name === UNGROUPED ? words : values);
    case 'text':
      return listedField(name, 'string', 'text', words);
    case 'flattened':
      return listedField(name, 'string', 'flat_object', words);
    case 'long':
      return listedField(name, 'number', type, values);
    case 'ip':
    case 'date':
    case 'boolean':
      return listedField(name, type, type, values);
  }
}

function listedField(
  name: string,
  type: string,
  engineType: string,
  uses: Pick<ListedField, 'searchable' | 'aggregatable' | 'readFromDocValues'>,
): ListedField {
  return { count: 0, name, type, esTypes: [engineType], scripted: false, ...uses };
}
