import type { FormatRow } from './format-row.ts';

const DATABASE = [['event.category', ['database']]] as const;

/** Behind `log_line_prefix`, in every line of PostgreSQL. */
const SEVERITY = '%{severity}:  %{postgresql_message}';
/** `[1234-1] `, `[1234]: [1-1] ` and their like. */
const SESSION = '[%{process.pid}]: [%{session_line}-1] ';

/** `%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c`, the second of the two prefixes that RDS allows. */
const RDS_VERBOSE =
  '%{zoned_time}:%{database_client}:%{database_user}@%{database}:[%{process.pid}]:%{session_line}:%{state}:%{session_start}:%{virtual_transaction_id}:%{transaction_id}:%{session_id}';

/** The columns of `log_destination = csvlog` (elog.c, write_csvlog). */
const CSV = [
  '%{zoned_time},%{csv_user},%{csv_database},%{process.pid},%{csv_client},%{csv_session_id},%{csv_session_line}',
  '%{csv_command_tag},%{csv_session_start},%{csv_virtual_transaction_id},%{csv_transaction_id},%{csv_severity}',
  '%{csv_state},%{csv_message},%{csv_detail},%{csv_hint},%{csv_internal_query},%{csv_internal_query_pos}',
  '%{csv_context},%{csv_query},%{csv_query_pos},%{csv_location},%{csv_application}',
].join(',');

/**
 * Logs of databases. Rows of one database have its name as `service.type`, as Elastic's integrations do. Their category is that of databases,
 * unless the message tells a sign-in.
 */
export const databaseRows = {
  postgresql: {
    title:
      "PostgreSQL's log, with its default `log_line_prefix` and those of Debian, RDS (both), Datadog, Supabase and pgBadger; and as CSV",
    dataset: 'database',
    fields: [['service.type', 'postgresql']],
    begins: ['other'],
    joins: 'time',
    layout: { dissect: `%{zoned_time} [%{process.pid}] ${SEVERITY}` },
    variants: [
      { dissect: `%{zoned_time} [%{process.pid}] %{database_user}@%{database} ${SEVERITY}` },
      { dissect: `%{zoned_time} [%{process.pid}-%{session_line}] ${SEVERITY}` },
      { dissect: `%{zoned_time} [%{process.pid}-%{session_line}] %{database_user}@%{database} ${SEVERITY}` },
      { dissect: `%{zoned_time}:%{database_client}:%{database_user}@%{database}:[%{process.pid}]:${SEVERITY}` },
      { dissect: `${RDS_VERBOSE}:%{database_application}:${SEVERITY}` },
      { dissect: `${RDS_VERBOSE}:${SEVERITY}` },
      {
        dissect: `%{zoned_time} ${SESSION}user=%{database_user},db=%{database},app=%{database_application},client=%{database_host} ${SEVERITY}`,
      },
      { dissect: `%{zoned_time} ${SESSION}db=%{database},user=%{database_user} ${SEVERITY}` },
      { dissect: `%{zoned_time} ${SESSION}${SEVERITY}` },
      { dissect: `%{zoned_time} [%{process.pid}] %{sql_state} ${SEVERITY}` },
      { dissect: `%{zoned_time} [%{process.pid}] %{database_host} %{database_user}@%{database} ${SEVERITY}` },
      {
        dissect: `%{zoned_time} [%{process.pid}] %{database} %{database_application} %{database_user} %{database_host} %{session_id} ${SEVERITY}`,
      },
      { dissect: `%{zoned_time} ${SEVERITY}` },
      { dissect: `%{leading_host} %{zoned_time} [%{process.pid}] %{database_user}@%{database} ${SEVERITY}` },
      // csvlog, of versions 14 and later, 13, and before
      { dissect: `${CSV},%{csv_backend_type},%{csv_leader_pid},%{csv_query_id}` },
      { dissect: `${CSV},%{csv_backend_type}` },
      { dissect: CSV },
    ],
    example: '2026-11-22 10:02:52.123 CET [4321] ann@shop ERROR:  relation "carts" does not exist at character 15',
    inStory: false,
  },
  mysql_error: {
    title: 'the error log of MySQL and MariaDB',
    dataset: 'database',
    fields: [['service.type', 'mysql']],
    begins: ['other'],
    joins: 'time',
    layout: {
      dissect: '%{mysql_time->} %{mysql_thread} [%{mysql_level}] [%{mysql_code}] [%{mysql_subsystem}] %{mysql_message}',
    },
    variants: [
      { dissect: '%{mysql_time->} %{mysql_thread} [%{mysql_level}] %{mysql_message}' },
      { dissect: '%{mysql_short_time->} [%{mysql_level}] %{mysql_message}' },
      // mysqld_safe's, and InnoDB's of old
      { dissect: '%{mysql_short_time->} %{old_mysql_message}' },
    ],
    example:
      '2026-11-22T10:02:52.123456Z 7 [Warning] [MY-010055] [Server] IP address 203.0.113.9 could not be resolved',
    inStory: false,
  },
  mysql_queries: {
    title: 'the general log and the slow query log of MySQL and MariaDB',
    dataset: 'database',
    fields: [['service.type', 'mysql']],
    begins: ['other'],
    // and what the server writes when it has started
    joins: { pattern: '^(?:# Time: |\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}\\S{1,6}\\t|/\\S+, Version: )' },
    layout: { dissect: '%{mysql_time}\t%{general_thread} %{command}\t%{mysql_message}' },
    variants: [
      { dissect: '# Time: %{mysql_time}\n# User@Host: %{slow_client}\n%{slow_statistics}\n%{slow_query}' },
      { dissect: '# Time: %{mysql_short_time}\n# User@Host: %{slow_client}\n%{slow_statistics}\n%{slow_query}' },
      { dissect: '# Time: %{mysql_time}\n%{mysql_message}' },
      { dissect: '# Time: %{mysql_short_time}\n%{mysql_message}' },
      // lines alone, by which a file is detected
      { dissect: '# Time: %{mysql_time}' },
      { dissect: '# Time: %{mysql_short_time}' },
      { dissect: '# User@Host: %{slow_client}' },
    ],
    example: '2026-11-22T10:02:52.123456Z\t   14 Query\tSELECT * FROM carts',
    inStory: false,
  },
  sqlserver: {
    title: "SQL Server's error log",
    dataset: 'database',
    fields: [['service.type', 'mssql']],
    begins: ['other'],
    joins: 'time',
    layout: { dissect: '%{server_time} %{part->} %{sqlserver_message}' },
    example: "2026-11-22 10:02:52.12 spid7s      Starting up database 'shop'.",
    inStory: false,
  },
  redis: {
    title: 'Redis and Valkey',
    dataset: 'database',
    fields: [...DATABASE, ['service.type', 'redis']],
    begins: ['other', '['],
    joins: 'time',
    layout: { dissect: '%{pid}:%{redis_role} %{time} %{redis_level} %{message}' },
    // up to 3.2 without a year, and up to 2.8 without a role
    variants: [
      { dissect: '%{pid}:%{redis_role} %{yearless_time} %{redis_level} %{message}' },
      { dissect: '[%{pid}] %{yearless_time} %{redis_level} %{message}' },
    ],
    example: '4321:M 22 Nov 2026 10:02:52.123 * Ready to accept connections tcp',
    inStory: false,
  },
  mongodb: {
    title: "MongoDB's log up to 4.2; later ones are JSON",
    dataset: 'database',
    fields: [['service.type', 'mongodb']],
    begins: ['other'],
    joins: 'time',
    layout: { dissect: '%{time} %{mongodb_level->} %{mongodb_component->} [%{mongodb_context}] %{mongodb_message}' },
    example: '2026-11-22T10:02:52.123+0100 I NETWORK  [conn7] received client metadata from 203.0.113.9:50412',
    inStory: false,
  },
} as const satisfies Readonly<Record<string, FormatRow>>;
