import type { LogField } from './fields.ts';

/**
 * What a line may begin with, which says most of what it is: one of these characters, or anything else. Rows of one beginning are tried in
 * the order of the table.
 */
export type Beginning = '{' | '<' | '[' | ' ' | '\t' | 'other';

/** All that is to be said of a format but how its lines are read (core/formats/registry.ts). */
export interface FormatRow {
  /** What it is, for docs/formats.md. */
  readonly title: string;
  /** `event.dataset`, unless the source names another. */
  readonly dataset: string;
  /** Fields that all its lines have. */
  readonly fields: readonly (readonly [LogField, readonly string[]])[];
  /** How its lines may begin where the format is to be detected; empty where it is the last resort. */
  readonly begins: readonly Beginning[];
  /** A line of it. */
  readonly example: string;
  /** Whether `kafkainsight generate` tells its story in it. Then `local/sample-logs/<name>.log` holds lines of it, too. */
  readonly inStory: boolean;
}

const ACCESS = [
  ['event.category', ['web']],
  ['event.type', ['access']],
] as const;

/** The formats, those that accept fewer lines before those that accept more. */
const rows = {
  apache_error: {
    title: "Apache's error log, 2.2 and 2.4",
    dataset: 'apache.error',
    // The type depends on the level.
    fields: [['event.category', ['web']]],
    begins: ['['],
    example:
      '[Sun Nov 22 10:02:52.123456 2026] [core:error] [pid 1231:tid 8304] [client 203.0.113.9:50412] AH00126: Invalid URI in request',
    inStory: true,
  },
  apache_combined: {
    title: "Apache's `combined`, which is nginx's predefined format too",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['[', 'other'],
    example:
      '203.0.113.9 - ann [22/Nov/2026:10:02:52 +0000] "GET /cart?id=7 HTTP/1.1" 200 5120 "https://shop.example.org/" "Mozilla/5.0"',
    inStory: true,
  },
  apache_common: {
    title: "Apache's `common`, also known as common_log and NCSA common",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['[', 'other'],
    example: '203.0.113.9 - ann [22/Nov/2026:10:02:52 +0000] "GET /cart?id=7 HTTP/1.1" 200 5120',
    inStory: true,
  },
  rfc5424: {
    title: 'syslog of RFC 5424',
    dataset: 'syslog',
    fields: [],
    begins: ['<'],
    example: '<165>1 2026-11-22T10:02:52.123Z web1 sshd 2211 ID47 - Accepted publickey for ann',
    inStory: true,
  },
  rfc3164: {
    title: 'syslog of RFC 3164, with or without priority, and the files of rsyslog and journald',
    dataset: 'syslog',
    fields: [],
    begins: ['<', 'other'],
    example: '<34>Nov 22 10:02:52 web1 sshd[2211]: Failed password for ann',
    inStory: true,
  },
  json: {
    title: 'one JSON object a line: ECS, and the keys of most loggers, servers and clouds',
    dataset: 'json',
    fields: [],
    begins: ['{', ' ', '\t'],
    example: '{"@timestamp":"2026-11-22T10:02:52.123Z","log.level":"error","message":"Payment failed"}',
    inStory: true,
  },
  text: {
    title: 'anything else, a message a line',
    dataset: 'text',
    fields: [],
    begins: [],
    example: 'hello',
    inStory: false,
  },
} as const satisfies Readonly<Record<string, FormatRow>>;

/** One of the known formats. */
export type FormatName = keyof typeof rows;

/** The formats whose story `kafkainsight generate` tells. */
export type StoryFormat = {
  [Name in FormatName]: (typeof rows)[Name]['inStory'] extends true ? Name : never;
}[FormatName];

/** The `event.dataset` that one of the formats gives. */
export type FormatDataset = (typeof rows)[FormatName]['dataset'];

/** Each format's row, in the order of the table. */
export const formatTable: Readonly<Record<FormatName, FormatRow & { readonly dataset: FormatDataset }>> = rows;

/** The formats that a source may name. common_log and nginx's files are apache_common and apache_combined. */
export const formatNames = Object.keys(rows) as readonly FormatName[] as readonly [FormatName, ...FormatName[]];

/** The names of {@link StoryFormat}. */
export const storyFormats = formatNames.filter((name): name is StoryFormat => formatTable[name].inStory);

/** The datasets that formats give, each once. */
export const formatDatasets: readonly FormatDataset[] = [
  ...new Set(formatNames.map((name) => formatTable[name].dataset)),
];
