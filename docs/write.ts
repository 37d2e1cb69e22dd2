/** Writes the pages of docs/ that follow from the code: `npm run docs`. A test holds them to it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../cli/commands.ts';
import { helpText } from '../cli/manual.ts';
import {
  deadLetterFields,
  type Fields,
  type FieldType,
  fileFields,
  ledgerFields,
  logFields,
  scannedFields,
} from '../core/fields.ts';
import { visitFields } from '../core/finding-fields.ts';
import { datasets } from '../core/names.ts';
import { defaultFields, defaultsOf } from '../core/search/unindexed.ts';
import { formatSections, formatsTables } from './formats-table.ts';
import { growingTable } from './sending-table.ts';

const NOTE = 'Written by `npm run docs`; not by hand.';

const search: Readonly<Record<FieldType, string>> = {
  keyword: 'whole values; those over 1,024 characters may not be found',
  long_keyword: 'whole values, up to 8,191 characters',
  searchable_keyword: 'whole values, up to 8,191 characters; words under `.text`',
  text: 'words',
  flattened: 'an object of any keys; whole values of its leaves',
  ip: 'address or network (CIDR)',
  date: 'time, range of times',
  long: 'number, range of numbers',
  boolean: '`true`, `false`',
};

type OwnField = Extract<
  keyof typeof logFields | keyof typeof ledgerFields | keyof typeof deadLetterFields | keyof typeof visitFields,
  `kafkainsight.${string}` | 'session.id'
>;

/** What ECS has no name for, in the order of the names. */
const meanings: Readonly<Record<OwnField, string>> = {
  'kafkainsight.address.forwarded': 'addresses that proxies sent along, as they were printed',
  'kafkainsight.address.peer': 'address that connected, if `source.ip` is taken from a list of addresses',
  'kafkainsight.address.trusted': '`false` if the client itself may have written its address',
  'kafkainsight.attack.kind':
    'what the URL, referrer or user agent would do to an application that trusts it: `sql`, `script`, `traversal`, `template`, `jndi`, `command` ([enrichment.md](enrichment.md#attack-strings))',
  'kafkainsight.campaign.content': '`utm_content` of the URL, decoded',
  'kafkainsight.campaign.medium': '`utm_medium`',
  'kafkainsight.campaign.name': '`utm_campaign`',
  'kafkainsight.campaign.source': '`utm_source`',
  'kafkainsight.campaign.term': '`utm_term`',
  'kafkainsight.client.kind': '`person`, `crawler`, `tool`, `monitor` or `scanner`, by its user agent',
  'kafkainsight.client.verified':
    'whether a crawler comes from a network of its operator; absent if the operator publishes none',
  'kafkainsight.dead_letter.id': 'id of the rejected document',
  'kafkainsight.dead_letter.index': 'index that it was for',
  'kafkainsight.dead_letter.kind': '`log`, `ledger` or `raw`',
  'kafkainsight.encoding': '`windows-1252` if the line was decoded from it, since it is not UTF-8',
  'kafkainsight.envelope.fields': 'other fields of the object whose array contains the event',
  'kafkainsight.envelope.incomplete': '`true` if that object was too large for all of its fields to be read',
  'kafkainsight.erased.documents': 'documents that `forget` deleted from the part',
  'kafkainsight.erased.pending': 'documents that `forget` still has to delete, as `<index>/<id>`',
  'kafkainsight.file.compression': 'compressions around the content, outermost first',
  'kafkainsight.file.etag': 'etag of the object; with pseudonyms, when it was stored and its size',
  'kafkainsight.file.format': 'format that reads most of the first 64 KiB',
  'kafkainsight.file.id': 'the file, under every name that rotation gives it',
  'kafkainsight.file.parts': 'parts that the file was split into',
  'kafkainsight.file.provisional':
    '`true` if the id may change as the file grows, since it has no complete line with a time yet',
  'kafkainsight.file.version': 'when the object was stored, in milliseconds since 1970: the version of the document',
  'kafkainsight.file.version_id': 'version id of the object in S3',
  'kafkainsight.forgotten.kept': '`true` if `forget` deleted documents and left the object',
  'kafkainsight.forgotten.stored': 'when the object whose documents were deleted was stored',
  'kafkainsight.fields': 'values of a layout that have no field, under the names of their variables',
  'kafkainsight.goal':
    'goals of the site that were reached ([`site.goals`](configuration.md#site)): a page that was answered with 2xx or 3xx, or an event',
  'kafkainsight.json': 'members of a JSON line that have no field',
  'kafkainsight.line.length_bytes': 'full length of a line that was cut',
  'kafkainsight.part.bytes': 'length of the part, in bytes of the decompressed content',
  'kafkainsight.part.contains': 'earlier contents of the part that this one begins with, as `<end>:<hash>`',
  'kafkainsight.part.end': 'where the part ends, in bytes of the decompressed content',
  'kafkainsight.part.error.code': 'why the part could not be read to its end ([errors.md](errors.md))',
  'kafkainsight.part.error.message': 'the same in a sentence',
  'kafkainsight.part.events': 'events whose first line begins in the part',
  'kafkainsight.part.first_event': 'time of the earliest event',
  'kafkainsight.part.hash': 'hash of the content of the part; with pseudonyms, a keyed one',
  'kafkainsight.part.last': '`true` for the last part of the file',
  'kafkainsight.part.last_event': 'time of the latest event',
  'kafkainsight.part.lines': 'lines that begin in the part',
  'kafkainsight.part.number': 'which part of the file it is, from 0',
  'kafkainsight.part.produced': 'events of the part that are on the topic',
  'kafkainsight.part.replaces': 'earlier contents of the part that this one does not begin with',
  'kafkainsight.part.since': 'when the oldest content was read that this one was added to',
  'kafkainsight.part.skipped': 'events of it that an earlier content had produced already',
  'kafkainsight.part.start': 'where the part begins, in bytes of the decompressed content',
  'kafkainsight.part.text': 'events read as plain text, since no other format accepts them',
  'kafkainsight.part.unparsed': 'events that no format read',
  'kafkainsight.part.unread':
    'if most lines of the file match no format: the nearest format, and why the first line does not match it',
  'kafkainsight.part.untimed': 'events whose lines have no time',
  'kafkainsight.partial': '`true` for the beginning of a line that was not complete yet',
  'kafkainsight.pattern.id': 'the same for messages that differ only in their values ([patterns.md](patterns.md))',
  'kafkainsight.referrer.domain': 'host of `http.request.referrer`, in lower case',
  'kafkainsight.rest': 'part of the line that was not parsed',
  'kafkainsight.stored':
    '`true` for lines whose document is always stored: those of nginx’s error log, and the beginning of a line after such lines',
  'kafkainsight.time.inferred': 'what the time of the line leaves out: `year`, `zone`, or all of it (`time`)',
  'kafkainsight.visit.bounces':
    '1 for a visit of one page that reached no goal, else 0: the average is the bounce rate',
  'kafkainsight.visit.conversions': '1 for a visit that reached a goal, else 0: the average is the conversion rate',
  'kafkainsight.visit.entry_page': 'path of the first page',
  'kafkainsight.visit.exit_page': 'path of the last page',
  'kafkainsight.visit.pages': 'how many pages were asked for',
  'kafkainsight.visit.returning': 'whether another visit of the visitor began in the 30 days before',
  'kafkainsight.visitor.id': 'hash of address and user agent',
  'session.id':
    'fingerprint of the id of a session (the first 32 digits of its SHA-256, or its pseudonym): of `session_id` and the like in JSON, of a session cookie in a layout. The id itself stays where it is',
};

function fieldTable(fields: Fields): string {
  const rows = Object.entries(fields)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(
      ([name, type]) =>
        `| \`${name}\` | ${meaningOf(name)} | ${search[type]}${isScanned(fields, name) ? ' (slower)' : ''} |`,
    );
  return ['| field | what it is | found by |', '| --- | --- | --- |', ...rows].join('\n');
}

function isScanned(fields: Fields, name: string): boolean {
  return fields === logFields && scannedFields.has(name);
}

function meaningOf(name: string): string {
  return name in meanings ? meanings[name as OwnField] : '';
}

/** The pages by their file names, each as it has to be. */
export async function generatedPages(): Promise<Readonly<Record<string, string>>> {
  return {
    'cli.md': await cliPage(),
    'fields.md': fieldsPage(),
    'formats.md': pageWithParts('formats.md', partsOfFormats),
    'sending.md': pageWithParts('sending.md', partsOfSending),
  };
}

const GENERATED_END = '<!-- its end -->\n';
const partsOfFormats = {
  '<!-- the tables, written by `npm run docs` -->\n': formatsTables,
  '<!-- the sections, written by `npm run docs` -->\n': formatSections,
};
const partsOfSending = { '<!-- the table, written by `npm run docs` -->\n': growingTable };

/** A page as it is, but for its parts that are between two comments, the first of which is the key. */
function pageWithParts(name: string, parts: Readonly<Record<string, () => string>>): string {
  let page = readFileSync(join(import.meta.dirname, name), 'utf8');
  for (const [begin, write] of Object.entries(parts)) {
    const from = page.indexOf(begin) + begin.length;
    if (from < begin.length) throw new Error(`docs/${name} has no ${begin}`);
    page = `${page.slice(0, from)}\n${write()}\n\n${page.slice(page.indexOf(GENERATED_END, from))}`;
  }
  return page;
}

async function cliPage(): Promise<string> {
  const sections: string[] = [];
  for (const [name, { load }] of commands) {
    const { manual } = await load();
    sections.push(`## ${name}\n\n\`\`\`text\n${helpText(manual)}\`\`\``);
  }
  return `# Commands

${NOTE} It is what \`npx kafkainsight COMMAND --help\` prints.

\`npx kafkainsight\` works in a clone. Elsewhere npx would look for a package of that name: run \`npm link\` in the clone once, and \`kafkainsight\` is a command in every folder.
Every command ends with 0 when it is done, 1 when it failed or found differences, and 2 when it was called incorrectly. Error codes: [errors.md](errors.md).

${sections.join('\n\n')}
`;
}

/** What is on the topic, and left out of the index where it is the same in all documents of a dataset. */
function datasetTable(): string {
  const rows = datasets.map((dataset) => {
    const defaults = defaultsOf(dataset);
    const cells = defaultFields.map((name) =>
      [defaults[name] ?? []]
        .flat()
        .map((value) => `\`${value}\``)
        .join(', '),
    );
    return `| \`${dataset}\` | ${cells.join(' | ')} |`;
  });
  const head = defaultFields.map((name) => `\`${name}\``).join(' | ');
  return [`| dataset | ${head} |`, `| --- |${' --- |'.repeat(defaultFields.length)}`, ...rows].join('\n');
}

function fieldsPage(): string {
  return `# Fields

${NOTE} Names without a description are those of the [Elastic Common Schema](https://www.elastic.co/docs/reference/ecs/ecs-field-reference), with its meanings, or of Elastic's integrations. What neither
has a name for is called \`kafkainsight.*\`. OpenSearch and Elasticsearch have the same fields.

## Documents of events

Indices \`kafkainsight-logs-<dataset>-<period>\`, and \`kafkainsight-logs-_<dataset>-<period>\` for documents that the engine could not rebuild from their values ([why](adr/0024-derived-source.md)). For a field marked "slower" the engine has no index: it reads the values of all documents that match the rest of the search.

${fieldTable(logFields)}

### What a document does not repeat

What is the same in all documents of a file or dataset is in their records on the topic, and not in the index, since it takes the engine's time ([why](adr/0041-constants-are-not-indexed.md)). So no search, filter or panel finds documents by it.

- ${Object.keys(fileFields)
    .map((name) => `\`${name}\``)
    .join(
      ' and ',
    )} are in the [ledger](#the-ledger), under the same \`kafkainsight.file.id\`. The version of a file's document is its \`_version\`, too.
- These are left out where they are what the table says of the dataset. Any other value is in the document, as \`pipeline_error\` or a sign-in's \`event.category\` \`web\` and \`authentication\`. A dataset that is not in the table, as one of your own, leaves out \`event.kind\` \`event\` alone.

${datasetTable()}

Instead of \`event.kind: event\` search for \`not event.kind: pipeline_error\`; instead of \`event.category: web\`, for \`event.dataset: (apache.access or apache.error)\`. The page shows what the table says at the end of an opened line, and exports and \`kafkainsight parse\` have whole documents.

## The ledger

Index \`kafkainsight-ledger\`: one document for each part of each object, which says what was read.

${fieldTable(ledgerFields)}

## Dead letters

Index \`kafkainsight-dead-letters\`: what the search engine refused. The whole record is in the bucket.

${fieldTable(deadLetterFields)}

## Visits

Index \`kafkainsight-visits\`: one document for each [visit](visits.md). Where it came from, and with what, are those of its first request.

${fieldTable(visitFields)}
`;
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(await generatedPages()))
    writeFileSync(join(import.meta.dirname, name), text);
}
