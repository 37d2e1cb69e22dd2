import type { Command } from './command.ts';

/** An entry in the list of commands; the command is loaded only when it is called. */
interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Every command, in the order in which help lists them. */
export const commands: ReadonlyMap<string, CommandEntry> = new Map([
  [
    'start',
    {
      summary: 'run Kafka, OpenSearch and the pipeline on this machine',
      load: async () => (await import('./commands/start.ts')).start,
    },
  ],
  [
    'compose',
    {
      summary: 'run Kafka, Elasticsearch, Kibana and the pipeline as containers',
      load: async () => (await import('./commands/compose.ts')).compose,
    },
  ],
  [
    'status',
    {
      summary: 'offsets, lag, documents, dead letters',
      load: async () => (await import('./commands/status.ts')).status,
    },
  ],
  [
    'parse',
    {
      summary: 'turn log files into documents, without any server',
      load: async () => (await import('./commands/parse.ts')).parse,
    },
  ],
  [
    'detect',
    {
      summary: 'detect the format of a log file, and show how to configure it',
      load: async () => (await import('./commands/detect.ts')).detect,
    },
  ],
  [
    'generate',
    { summary: 'write logs with a story in them', load: async () => (await import('./commands/generate.ts')).generate },
  ],
  [
    'reconcile',
    {
      summary: 'compare what was ingested with what is indexed',
      load: async () => (await import('./commands/reconcile.ts')).reconcile,
    },
  ],
  [
    'line',
    {
      summary: 'read the raw line of a document back from the bucket',
      load: async () => (await import('./commands/line.ts')).line,
    },
  ],
  [
    'findings',
    {
      summary: 'list what was found in the logs',
      load: async () => (await import('./commands/findings.ts')).findings,
    },
  ],
  [
    'mark',
    {
      summary: 'mark a deployment, to see what failed since then',
      load: async () => (await import('./commands/mark.ts')).mark,
    },
  ],
  [
    'dead-letters',
    {
      summary: 'list what was permanently rejected',
      load: async () => (await import('./commands/dead-letters.ts')).deadLetters,
    },
  ],
  ['replay', { summary: 'index dead letters again', load: async () => (await import('./commands/replay.ts')).replay }],
  [
    'backfill',
    {
      summary: 'ingest what is already in the bucket',
      load: async () => (await import('./commands/backfill.ts')).backfill,
    },
  ],
  [
    'forget',
    {
      summary: 'delete everything about a file, or about a person',
      load: async () => (await import('./commands/forget.ts')).forget,
    },
  ],
  [
    'doctor',
    {
      summary: 'check a deployed stage, from the bucket to the index',
      load: async () => (await import('./commands/doctor.ts')).doctor,
    },
  ],
  [
    'size',
    {
      summary: 'compute how large a stage on AWS must be, and what it costs',
      load: async () => (await import('./commands/size.ts')).size,
    },
  ],
]);
