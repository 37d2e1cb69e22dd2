import { basename } from 'node:path';
import { type FormatLabel, formatTable, layoutTable } from '../../core/format-table.ts';
import { wrapperTitles } from '../../core/formats/wrappers/inner-line.ts';
import { counted, grouped, shareText } from '../../core/wording.ts';
import type { DocumentFields, Kind, Survey } from './survey.ts';

const BYTES_A_KIB = 1024;
const titles = { ...formatTable, ...layoutTable };

/** What `detect` prints about a file: its format, how many lines have it, documents of its first lines, and an entry for `sources`. */
export function reportText(name: string, survey: Survey): string {
  const [best, ...others] = survey.kinds;
  if (best === undefined) return `${name}: it has no lines.\n`;
  const seen = `${counted(survey.events, 'event')}${survey.isAll ? '' : ` in the first ${grouped(Math.ceil(survey.bytes / BYTES_A_KIB))} KiB`}`;
  return [
    `${name}: ${kindText(best)}.`,
    `${shareText(best.events, survey.events)} of ${seen}.${others.map((kind) => ` ${otherText(kind)}`).join('')}`,
    ...(survey.unread === undefined ? [] : [`Most match no format: ${survey.unread}.`]),
    ...best.samples.map(({ line, fields }) => `\nLine ${grouped(line)}:\n${JSON.stringify(fields, undefined, 2)}`),
    `\n${entryText(name, best, others)}`,
  ]
    .join('\n')
    .concat('\n');
}

function kindText({ format, wrappers }: Kind): string {
  if (format === undefined) return 'text, of no known format';
  const around = wrappers.toReversed().map((wrapper) => `, in ${wrapperTitles[wrapper]}`);
  return `${format} (${titles[format].title})${around.join('')}`;
}

function otherText(kind: Kind): string {
  return `${grouped(kind.events)}: ${kindText(kind)}.`;
}

/** The entry for `sources`, with the properties that the lines do not show. */
function entryText(name: string, { format = 'text', samples }: Kind, others: readonly Kind[]): string {
  // a format that is fixed is the only one that is tried
  const isMixed = others.some((kind) => kind.format !== undefined);
  // the file itself says its columns
  const isLayout = Object.hasOwn(layoutTable, format);
  const fields = samples.map((sample) => sample.fields);
  const hints = HINTS.filter(({ isNeeded }) => fields.some(isNeeded));
  const entry = {
    prefix: name === '-' ? '' : basename(name),
    ...(!isMixed && !isLayout && { format }),
    ...Object.fromEntries(hints.map(({ key, value }) => [key, value])),
  };
  return [
    'An entry for "sources", with the path below inbox/ as prefix:',
    JSON.stringify(entry),
    isLayout ? 'It names no format, since the file itself names its columns.' : formatText(format, isMixed),
    ...hints.map(({ key, text }) => `${key}: ${text}`),
  ].join('\n');
}

function formatText(format: FormatLabel, isMixed: boolean): string {
  if (isMixed) return 'It names no format, since there are lines of several: each is detected.';
  return format === 'text'
    ? 'format: give the layout of the lines instead, such as {"nginx":"…"} from the server\'s configuration (docs/formats.md, "A layout of your own"); with "text" each line is a message.'
    : 'format: without it the format is detected, and lines of other formats are read, too.';
}

/** Properties of a source that depend on what the line leaves open. */
const HINTS: readonly {
  readonly key: string;
  readonly value: unknown;
  readonly text: string;
  readonly isNeeded: (fields: DocumentFields) => boolean;
}[] = [
  {
    key: 'timeZone',
    value: 'UTC',
    text: 'the times have no zone. Write that of the machine, such as Europe/Zurich.',
    isNeeded: (fields) => inferred(fields).includes('zone'),
  },
  {
    key: 'proxies',
    value: [],
    text: 'the client is the first address of a list, which the client may have made up. Write the networks of your proxies, such as 10.0.0.0/8.',
    isNeeded: (fields) => fields['kafkainsight.address.trusted'] === false,
  },
];

function inferred(fields: DocumentFields): readonly unknown[] {
  const names = fields['kafkainsight.time.inferred'];
  return Array.isArray(names) ? names : [];
}
