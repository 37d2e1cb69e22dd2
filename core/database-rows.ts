import type { FormatRow } from './format-row.ts';

const DATABASE = [['event.category', ['database']]] as const;

/** Behind `log_line_prefix`, in every line of PostgreSQL. */
const SEVERITY = '%{severity}:  %{message}';
/** `[1234-1] `, `[1234]: [1-1] ` and their like. */
const SESSION = '[%{process.pid}]: [%{session_line}-1] ';

/** Logs of databases. Rows of one database have its name as `service.type`, as Elastic's integrations do. */
export const databaseRows = {
  postgresql: {
    title: "PostgreSQL's log, with its default `log_line_prefix` and those of Debian, RDS and pgBadger",
    dataset: 'database',
    fields: [...DATABASE, ['service.type', 'postgresql']],
    begins: ['other'],
    joins: 'time',
    layout: { dissect: `%{zoned_time} [%{process.pid}] ${SEVERITY}` },
    variants: [
      { dissect: `%{zoned_time} [%{process.pid}] %{database_user}@%{database} ${SEVERITY}` },
      { dissect: `%{zoned_time} [%{process.pid}-%{session_line}] ${SEVERITY}` },
      { dissect: `%{zoned_time} [%{process.pid}-%{session_line}] %{database_user}@%{database} ${SEVERITY}` },
      { dissect: `%{zoned_time}:%{database_client}:%{database_user}@%{database}:[%{process.pid}]:${SEVERITY}` },
      {
        dissect: `%{zoned_time} ${SESSION}user=%{database_user},db=%{database},app=%{database_application},client=%{database_host} ${SEVERITY}`,
      },
      { dissect: `%{zoned_time} ${SESSION}db=%{database},user=%{database_user} ${SEVERITY}` },
      { dissect: `%{zoned_time} ${SESSION}${SEVERITY}` },
      { dissect: `%{zoned_time} [%{process.pid}] %{sql_state} ${SEVERITY}` },
    ],
    example: '2026-11-22 10:02:52.123 CET [4321] ann@shop ERROR:  relation "carts" does not exist at character 15',
    inStory: false,
  },
  mysql_error: {
    title: 'the error log of MySQL and MariaDB',
    dataset: 'database',
    fields: [...DATABASE, ['service.type', 'mysql']],
    begins: ['other'],
    joins: 'time',
    layout: {
      dissect: '%{mysql_time->} %{mysql_thread} [%{mysql_level}] [%{mysql_code}] [%{mysql_subsystem}] %{message}',
    },
    variants: [
      { dissect: '%{mysql_time->} %{mysql_thread} [%{mysql_level}] %{message}' },
      { dissect: '%{mysql_short_time->} [%{mysql_level}] %{message}' },
    ],
    example:
      '2026-11-22T10:02:52.123456Z 7 [Warning] [MY-010055] [Server] IP address 203.0.113.9 could not be resolved',
    inStory: false,
  },
  redis: {
    title: 'Redis and Valkey',
    dataset: 'database',
    fields: [...DATABASE, ['service.type', 'redis']],
    begins: ['other'],
    joins: 'time',
    layout: { dissect: '%{pid}:%{redis_role} %{time} %{redis_level} %{message}' },
    example: '4321:M 22 Nov 2026 10:02:52.123 * Ready to accept connections tcp',
    inStory: false,
  },
  mongodb: {
    title: "MongoDB's log up to 4.2; later ones are JSON",
    dataset: 'database',
    // The category depends on the message.
    fields: [['service.type', 'mongodb']],
    begins: ['other'],
    joins: 'time',
    layout: { dissect: '%{time} %{mongodb_level->} %{mongodb_component->} [%{mongodb_context}] %{mongodb_message}' },
    example: '2026-11-22T10:02:52.123+0100 I NETWORK  [conn7] received client metadata from 203.0.113.9:50412',
    inStory: false,
  },
} as const satisfies Readonly<Record<string, FormatRow>>;
