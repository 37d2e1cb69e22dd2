import { applicationRows, timeRow } from './application-rows.ts';
import { awsRows } from './aws-rows.ts';
import { databaseRows } from './database-rows.ts';
import { ACCESS, CONNECTION, type FormatKind, type FormatRow } from './format-row.ts';
import { frameworkRows } from './framework-rows.ts';
import { type Layout, type LayoutSyntax, layoutSyntaxes, textOfLayout } from './layout.ts';
import { serverRows } from './server-rows.ts';
import { COMBINED_LINE, webRows } from './web-rows.ts';

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
  ...webRows,
  ...frameworkRows,
  ...serverRows,
  ...awsRows,
  apache_combined: {
    title: "Apache's `combined`, which is nginx's predefined format too",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['[', 'other'],
    example: COMBINED_LINE,
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
  auditd: {
    title: "Linux's auditd",
    dataset: 'security',
    fields: [],
    begins: ['other'],
    example:
      'type=SYSCALL msg=audit(1795341772.123:4321): arch=c000003e syscall=59 success=yes exit=0 ppid=1 pid=4321 auid=1000 uid=1000 comm="perl" exe="/usr/bin/perl"',
    inStory: false,
  },
  cef: {
    title: "ArcSight's Common Event Format",
    dataset: 'security',
    fields: [],
    begins: ['other'],
    example: 'CEF:0|Shop|Firewall|1.0|100|Blocked|5|src=203.0.113.9 spt=50412 dst=198.51.100.2 dpt=443 act=blocked',
    inStory: false,
  },
  leef: {
    title: "IBM's Log Event Extended Format, 1.0 and 2.0",
    dataset: 'security',
    fields: [],
    begins: ['other'],
    example: 'LEEF:2.0|Shop|Firewall|1.0|100|^|src=203.0.113.9^srcPort=50412^usrName=ann',
    inStory: false,
  },
  ...databaseRows,
  cri: {
    title: "Kubernetes' files of containers (CRI), around a line of any format",
    dataset: 'container',
    fields: [],
    begins: ['other'],
    example: '2026-11-22T10:02:52.123456789Z stdout F Server listening on port 8080',
    inStory: false,
  },
  rfc5424: {
    title: 'syslog of RFC 5424',
    dataset: 'syslog',
    fields: [],
    // the others are frames, with their length before the priority
    begins: ['<', 'other'],
    example: '<165>1 2026-11-22T10:02:52.123Z web1 sshd 2211 ID47 - Accepted publickey for ann',
    inStory: true,
  },
  heroku_router: {
    title: "Heroku's router, behind syslog",
    dataset: 'apache.access',
    // What requests have follows from its keys.
    fields: [],
    begins: ['other'],
    example:
      'at=info method=GET path="/cart?id=7" host=shop.example.org request_id=8601b555-6a83-4c12-8269-97c8e32cdb22 fwd="203.0.113.9" dyno=web.1 connect=1ms service=18ms status=200 bytes=5120 protocol=https',
    inStory: false,
  },
  ...applicationRows,
  logfmt: {
    title: 'logfmt: nothing but keys and values, as Go programs, Grafana and others write it',
    dataset: 'application',
    fields: [],
    begins: ['other'],
    joins: 'time',
    example: 'time=2026-11-22T10:02:52.123Z level=info msg="Cart opened" cart=7',
    inStory: false,
  },
  rfc3164: {
    title: 'syslog of RFC 3164, with or without priority, and the files of rsyslog and journald',
    dataset: 'syslog',
    fields: [],
    begins: ['<', 'other'],
    example: '<34>Nov 22 10:02:52 web1 sshd[2211]: Failed password for ann',
    inStory: true,
  },
  ...timeRow,
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

/** The formats in which `kafkainsight generate` can write its story. */
export type StoryFormat = {
  [Name in FormatName]: (typeof rows)[Name]['inStory'] extends true ? Name : never;
}[FormatName];

/** The formats that are code. */
export type CodedFormat = {
  [Name in FormatName]: (typeof rows)[Name] extends { readonly layout: Layout } ? never : Name;
}[FormatName];

/** What somebody's own layout is, by its syntax. */
const layoutKinds = {
  nginx: { title: "a layout in the syntax of nginx's `log_format`", dataset: 'apache.access', fields: ACCESS },
  apache: { title: "a layout in the syntax of Apache's `LogFormat`", dataset: 'apache.access', fields: ACCESS },
  dissect: { title: "a layout in the syntax of Elastic's and Logstash's dissect", dataset: 'custom', fields: [] },
  pattern: { title: 'a regular expression in the syntax of RE2', dataset: 'custom', fields: [] },
  w3c: { title: 'the columns of a W3C extended log (IIS, CloudFront)', dataset: 'apache.access', fields: ACCESS },
  // what category a line is of follows from its keys
  zeek: { title: 'the columns of a log of Zeek', dataset: 'network', fields: [] },
  vpcflow: { title: 'the columns of a flow log of AWS', dataset: 'network', fields: CONNECTION },
} as const satisfies Readonly<Record<LayoutSyntax, FormatKind>>;

/** What a format is called: of somebody's own layout the syntax. */
export type FormatLabel = FormatName | LayoutSyntax;

/** What a file may be read as: a format, or its own layout. */
export type FormatChoice = FormatName | Layout;

/** The `event.dataset` that one of the formats, or a layout, gives. */
export type FormatDataset = (typeof rows)[FormatName]['dataset'] | (typeof layoutKinds)[LayoutSyntax]['dataset'];

/** Each format's row, in the order of the table. */
export const formatTable: Readonly<Record<FormatName, FormatRow & { readonly dataset: FormatDataset }>> = rows;

/** The kind of each syntax's layouts. */
export const layoutTable: Readonly<Record<LayoutSyntax, FormatKind & { readonly dataset: FormatDataset }>> =
  layoutKinds;

/** The formats that a source may name. common_log is apache_common, and nginx's predefined format apache_combined. */
export const formatNames = Object.keys(rows) as readonly FormatName[] as readonly [FormatName, ...FormatName[]];

/** All that a format may be called. */
export const formatLabels: readonly [FormatLabel, ...FormatLabel[]] = [...formatNames, ...layoutSyntaxes];

/** Whether it is the name of a format, and not of a syntax. */
export function isFormatName(label: FormatLabel): label is FormatName {
  return Object.hasOwn(rows, label);
}

/** What a format or a layout is called. */
export function labelOf(choice: FormatChoice): FormatLabel {
  return typeof choice === 'string' ? choice : textOfLayout(choice)[0];
}

/** The dataset that a format or a layout gives. */
export function datasetOf(label: FormatLabel): FormatDataset {
  return { ...formatTable, ...layoutTable }[label].dataset;
}

/** The names of {@link StoryFormat}. */
export const storyFormats = formatNames.filter((name): name is StoryFormat => formatTable[name].inStory);

/** The datasets that formats and layouts give, each once. */
export const formatDatasets: readonly FormatDataset[] = [
  ...new Set([
    ...formatNames.map((name) => formatTable[name].dataset),
    ...layoutSyntaxes.map((syntax) => layoutTable[syntax].dataset),
  ]),
];
