import { fileFields } from '../fields.ts';
import { formatTable, layoutTable } from '../format-table.ts';

/**
 * What is the same in all documents of a file or dataset is on the topic, and not in the index: the engine spends a quarter of its time on
 * it (docs/adr/0041-constants-are-not-indexed.md). The ledger has what is the file's, the dataset has the rest; a value that differs from its
 * dataset's is indexed.
 */
export const defaultFields = ['event.kind', 'event.category', 'event.type'] as const;

type DefaultField = (typeof defaultFields)[number];
type Defaults = Readonly<Partial<Record<DefaultField, string | readonly string[]>>>;

/** `event.kind` of what a format has read. */
const READ_KIND = 'event';

/** Names of members of log documents that may be left out. */
export const unindexedNames: ReadonlySet<string> = new Set([...Object.keys(fileFields), ...defaultFields]);

const OF_ALL: Defaults = { 'event.kind': READ_KIND };
const byDataset: ReadonlyMap<string, Defaults> = defaultsByDataset();

/** What a document of the dataset has where its index says nothing else. */
export function defaultsOf(dataset: string): Defaults {
  return byDataset.get(dataset) ?? OF_ALL;
}

const textsByDataset = new Map([...byDataset].map(([dataset, defaults]) => [dataset, textsOf(defaults)]));
const TEXTS_OF_ALL = textsOf(OF_ALL);

/** The same as JSON. */
export function defaultTextsOf(dataset: string): ReadonlyMap<string, Buffer> {
  return textsByDataset.get(dataset) ?? TEXTS_OF_ALL;
}

function textsOf(defaults: Defaults): ReadonlyMap<string, Buffer> {
  return new Map(Object.entries(defaults).map(([name, value]) => [name, Buffer.from(JSON.stringify(value))]));
}

/** What the dataset of an indexed log document says of it, and it does not say itself, see {@link defaultsOf}. */
export function unsaidDefaults(document: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const dataset = document['event.dataset'];
  const defaults = typeof dataset === 'string' ? Object.entries(defaultsOf(dataset)) : [];
  return Object.fromEntries(defaults.filter(([name]) => !(name in document)));
}

/** Of a dataset what all its formats agree on; one whose lines say everything themselves says nothing. */
function defaultsByDataset(): ReadonlyMap<string, Defaults> {
  const kinds = [...Object.values(formatTable), ...Object.values(layoutTable)].filter(
    ({ fields }) => fields.length > 0,
  );
  const groups = Map.groupBy(kinds, ({ dataset }) => dataset);
  return new Map(
    [...groups].map(([dataset, formats]): [string, Defaults] => {
      const agreed = defaultFields.flatMap((name) => {
        const values = formats.map(({ fields }) => fields.find(([field]) => field === name)?.[1]);
        const isAgreed = new Set(values.map((value) => JSON.stringify(value))).size === 1;
        return isAgreed && values[0] !== undefined ? [[name, values[0]] as const] : [];
      });
      return [dataset, { ...OF_ALL, ...(Object.fromEntries(agreed) as Defaults) }];
    }),
  );
}
