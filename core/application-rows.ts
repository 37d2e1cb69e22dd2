import type { FormatRow } from './format-row.ts';

const SPRING = '%{time->} %{capital_level->} %{pid} --- ';
const SPRING_END = '[%{thread}] %{logger} : %{message}';
const TRACED_END = '[%{trace_and_span}] %{logger} : %{message}';

/**
 * Logs of applications: time, level, logger, thread and message in the order in which their loggers write them. A line that is not surely of a
 * row stays text: a level without brackets is in capitals, a logger that nothing marks is a class.
 */
export const applicationRows = {
  spring_boot: {
    title: "Spring Boot's console and file",
    dataset: 'application',
    fields: [],
    begins: ['other'],
    joins: 'time',
    layout: { dissect: `${SPRING}${SPRING_END}` },
    variants: [
      // `spring.application.name`, since 3.0; and the ids of a trace, since 3.2
      { dissect: `${SPRING}[%{thread}] ${TRACED_END}` },
      { dissect: `${SPRING}[%{service}] ${SPRING_END}` },
      { dissect: `${SPRING}[%{service}] [%{thread}] ${TRACED_END}` },
      { dissect: `%{time->} %{capital_level->} [%{sleuth}] %{pid} --- ${SPRING_END}` },
    ],
    example:
      '2026-11-22T10:02:52.123+01:00  INFO 4321 --- [shop] [nio-8080-exec-1] o.e.shop.CartController                  : Cart 7 opened',
    inStory: false,
  },
  log4j: {
    title:
      'log4j, logback, log4net and NLog in their usual patterns, java.util.logging; JBoss, Tomcat, Jenkins, Hadoop, Spark, ActiveMQ, Kafka, ZooKeeper, Cassandra, Elasticsearch and OpenSearch',
    dataset: 'application',
    fields: [],
    begins: ['other', '['],
    joins: 'time',
    layout: { dissect: '%{time->} [%{thread}] %{capital_level->} %{logger} - %{message}' },
    variants: [
      { dissect: '%{time->} [%{thread}] %{capital_level->} %{logger} -- %{message}' },
      { dissect: '%{time->} %{capital_level->} [%{thread}] (%{origin}) - %{message}' },
      { dissect: '%{time->} %{capital_level->} [%{thread}] %{logger} - %{message}' },
      // the default of Apereo CAS
      { dissect: '%{time->} %{capital_level->} [%{qualified_logger}] - %{message}' },
      { dissect: '%{time->} %{capital_level->} [%{thread}] %{method_logger} %{message}' },
      { dissect: '%{time->} %{capital_level->} [%{thread}] %{qualified_logger}: %{message}' },
      { dissect: '%{time->} [%{thread}] %{capital_level->} %{qualified_logger}: %{message}' },
      { dissect: '%{time->} %{capital_level->} [%{bracketed_logger}] (%{thread}) %{message}' },
      { dissect: '%{time->} %{capital_level->} %{class_logger} - %{message}' },
      { dissect: '%{time->} %{capital_level->} %{class_and_line} - %{message}' },
      // `%d %p %c{1.} [%t] %m%n`, the first example of Log4j 2
      { dissect: '%{time->} %{capital_level->} %{qualified_logger} [%{thread}] %{message}' },
      { dissect: '%{time->} [myid:%{myid}] - %{capital_level->} [%{thread_and_class}] - %{message}' },
      { dissect: '%{time->} - %{capital_level->} [%{thread_and_class}] - %{message}' },
      { dissect: '%{capital_level->} [%{time}] %{qualified_logger}: %{message}' },
      { dissect: '%{time->} %{capital_level->} %{qualified_logger}: %{message}' },
      { dissect: '[%{time}] %{capital_level->} %{message_before_logger} (%{logger})' },
      // what is deprecated is not said by a node: brackets may begin the text
      { dissect: '[%{time}][%{padded_level}][%{deprecation_logger}] %{message}' },
      { dissect: '[%{time}][%{padded_level}][%{bracketed_logger}] [%{node}] %{message}' },
      { dissect: '[%{time}][%{padded_level}][%{bracketed_logger}] %{message}' },
      // the collector of the Java machine, as Elasticsearch and OpenSearch configure it
      { dissect: '[%{time}][%{pid}][%{collector_tags}] %{message}' },
      { dissect: '%{time} [id=%{tid}]\t%{java_level}\t%{hashed_method}: %{message}' },
      { dissect: '%{american_time} %{spaced_method}\n%{java_level}: %{message}' },
      { dissect: '%{capital_level->} [%{thread}] %{time} %{origin} - %{message}' },
      { dissect: '%{time}|%{level}|%{logger}|%{message}' },
      // ActiveMQ
      { dissect: '%{time} | %{capital_level->} | %{message_before_bars} | %{logger} | %{thread}' },
      // Spark, and Hadoop's console
      { dissect: '%{short_time} %{capital_level->} %{class_logger}: %{message}' },
      { dissect: '%{short_time} %{capital_level->} %{hadoop_logger}: %{message}' },
      { dissect: '%{clock} [%{thread}] %{capital_level->} %{logger} - %{message}' },
      // logback's own default since 1.4, whose pairs of key and value are most often none
      { dissect: '%{clock} [%{thread}] %{capital_level->} %{logger} -%{pairs}- %{message}' },
    ],
    example: '2026-11-22 10:02:52,123 [http-nio-8080-exec-1] INFO  org.example.shop.Cart - Cart 7 opened',
    inStory: false,
  },
  python_logging: {
    title:
      "Python's logging, by default and in its usual formats; gunicorn, Celery, Django, OpenStack, Odoo, Home Assistant, fail2ban, loguru",
    dataset: 'application',
    fields: [],
    begins: ['other', '['],
    joins: 'time',
    layout: { dissect: '%{time} - %{logger} - %{python_level} - %{message}' },
    variants: [
      { dissect: '%{time} %{dotted_name} %{python_level->} %{message}' },
      { dissect: '%{time} [%{dotted_name}] %{python_level}: %{message}' },
      { dissect: '%{time} %{pid} %{python_level} %{dotted_name} %{message}' },
      { dissect: '%{time} %{pid} %{python_level} %{odoo_database} %{dotted_name}: %{message}' },
      { dissect: '%{time} %{python_level} (%{thread}) [%{dotted_name}] %{message}' },
      { dissect: '%{time} %{dotted_name->} [%{pid}]: %{capital_level->} %{message}' },
      { dissect: '[%{time}] [%{padded_level}] [%{dotted_name}] %{message}' },
      { dissect: '%{time}:%{python_level}:%{python_name}:%{message}' },
      { dissect: '%{python_level}:%{python_name}:%{message}' },
      { dissect: '%{python_level->} %{time} %{python_name} %{pid} %{tid} %{message}' },
      { dissect: '[%{time}] [%{pid}] [%{python_level}] %{message}' },
      { dissect: '[%{time}: %{python_level}/%{process}] %{message}' },
      { dissect: '[%{time}] {%{origin}} %{python_level} - %{message}' },
      { dissect: '%{time} | %{capital_level->} | %{loguru_origin} - %{message}' },
    ],
    example: '2026-11-22 10:02:52,123 - shop.cart - WARNING - Cart 7 is empty',
    inStory: false,
  },
  monolog: {
    title: 'Monolog, as Laravel and Symfony have it',
    dataset: 'application',
    fields: [],
    begins: ['['],
    joins: 'time',
    layout: { dissect: '[%{time}] %{channel}.%{capital_level}: %{message}' },
    example: '[2026-11-22 10:02:52] production.ERROR: Cart 7 is gone {"userId":7}',
    inStory: false,
  },
  php_error: {
    title: "PHP's error log, and PHP-FPM's",
    dataset: 'application',
    fields: [],
    begins: ['['],
    joins: 'time',
    layout: { dissect: '[%{php_time}] PHP %{php_level}:  %{message}' },
    variants: [{ dissect: '[%{php_time}] %{capital_level}: %{message}' }, { dissect: '[%{php_time}] %{message}' }],
    example:
      '[22-Nov-2026 10:02:52 Europe/Zurich] PHP Warning:  Undefined variable $cart in /srv/shop/cart.php on line 7',
    inStory: false,
  },
  sidekiq: {
    title: 'Sidekiq, of versions 3 to 8, and on Heroku, where it prints no time',
    dataset: 'application',
    fields: [],
    begins: ['other'],
    joins: 'time',
    layout: {
      dissect: '%{time} pid=%{pid} tid=%{sidekiq_thread} %{sidekiq_context} %{capital_level}: %{message}',
    },
    variants: [
      { dissect: '%{time} pid=%{pid} tid=%{sidekiq_thread} %{capital_level}: %{message}' },
      { dissect: 'pid=%{pid} tid=%{sidekiq_thread} %{sidekiq_context} %{capital_level}: %{message}' },
      { dissect: 'pid=%{pid} tid=%{sidekiq_thread} %{capital_level}: %{message}' },
      { dissect: '%{capital_level->} %{time} pid=%{pid} tid=%{sidekiq_thread} %{sidekiq_context}: %{message}' },
      { dissect: '%{capital_level->} %{time} pid=%{pid} tid=%{sidekiq_thread}: %{message}' },
      { dissect: '%{capital_level->} pid=%{pid} tid=%{sidekiq_thread} %{sidekiq_context}: %{message}' },
      { dissect: '%{capital_level->} pid=%{pid} tid=%{sidekiq_thread}: %{message}' },
      { dissect: '%{time} %{pid} TID-%{sidekiq_thread} %{class_logger} JID-%{jid} %{capital_level}: %{message}' },
      { dissect: '%{time} %{pid} TID-%{sidekiq_thread} %{capital_level}: %{message}' },
      { dissect: '%{pid} TID-%{sidekiq_thread} %{class_logger} JID-%{jid} %{capital_level}: %{message}' },
      { dissect: '%{pid} TID-%{sidekiq_thread} %{capital_level}: %{message}' },
    ],
    example: '2026-11-22T10:02:52.123Z pid=4321 tid=ouq6zs class=CartJob jid=95a7f5a0b1a74ac5b9fcbfb5 INFO: start',
    inStory: false,
  },
  ruby_logger: {
    title: "Ruby's Logger, as Rails has it in production; also around a line of lograge",
    dataset: 'application',
    fields: [],
    begins: ['other'],
    joins: 'time',
    layout: { dissect: '%{ruby_letter}, [%{time} #%{pid}] %{padded_level} -- %{progname}: %{rails_line}' },
    example: 'I, [2026-11-22T10:02:52.123456 #4321]  INFO -- : Started GET "/cart" for 203.0.113.9',
    inStory: false,
  },
  nestjs: {
    title: "NestJS' console",
    dataset: 'application',
    fields: [],
    begins: ['['],
    joins: 'time',
    layout: { dissect: '[Nest] %{pid->} - %{american_time->} %{nest_level->} [%{bracketed_logger}] %{message}' },
    variants: [{ dissect: '[Nest] %{pid->} - %{american_time->} %{nest_level->} %{message}' }],
    example: '[Nest] 4321  - 11/22/2026, 10:02:52 AM     LOG [CartService] Cart 7 opened',
    inStory: false,
  },
  dotnet_console: {
    title: "the console of .NET's Microsoft.Extensions.Logging, on one line or on two; Serilog's",
    dataset: 'application',
    fields: [],
    begins: ['other', '['],
    joins: 'unindented',
    layout: { dissect: '%{dotnet_level}: %{dotnet_category}[%{event.code}]\n      %{message}' },
    variants: [
      { dissect: '%{dotnet_level}: %{dotnet_category}[%{event.code}] %{message}' },
      { dissect: '%{dotnet_level}: %{dotnet_category}[%{event.code}]' },
      { dissect: '[%{clock} %{capital_level}] %{message}' },
    ],
    example: 'info: Shop.Cart.CartService[14] Cart 7 opened',
    inStory: false,
  },
  klog: {
    title: "klog and glog, as Kubernetes' components write it",
    dataset: 'application',
    fields: [],
    begins: ['other'],
    joins: 'time',
    layout: { dissect: '%{klog_level}%{klog_time->} %{tid} %{origin}] %{message}' },
    example: 'I1122 10:02:52.123456       1 server.go:12] "Starting" version="v1.34.0"',
    inStory: false,
  },
  time_and_level: {
    title: 'a time and a level, whatever is behind them',
    dataset: 'application',
    fields: [],
    begins: ['other', '['],
    joins: 'time',
    layout: { dissect: '%{time->} %{capital_level->} %{rust_target}: %{message}' },
    variants: [
      { dissect: '[%{time} %{capital_level->} %{rust_target}] %{message}' },
      // env_logger in a crate's root; kafo, by which Foreman and Katello are installed
      { dissect: '[%{time} %{capital_level->} %{label}] %{message}' },
      { dissect: '[%{capital_level->} %{time} %{label}] %{message}' },
      { dissect: '%{time->} %{capital_level->} %{message}' },
      // RabbitMQ's, with the process of Erlang's machine
      { dissect: '%{time} [%{padded_level}] <%{erlang_process}> %{message}' },
      { dissect: '%{time} [%{padded_level}] %{message}' },
      { dissect: '[%{time}] [%{padded_level}] %{message}' },
      // spdlog with a name
      { dissect: '[%{time}] [%{bracketed_logger}] [%{padded_level}] %{message}' },
      // NATS' server
      { dissect: '[%{pid}] %{time} [%{padded_level}] %{message}' },
      // Icinga
      { dissect: '[%{zoned_time}] %{level}/%{label}: %{message}' },
      { dissect: '[%{time}][%{tid}][%{level}][%{bracketed_logger}] %{message}' },
      { dissect: '%{time}\t%{level}\t%{go_origin}\t%{message}' },
      { dissect: '%{time}\t%{level}\t%{python_name}\t%{go_origin}\t%{message}' },
      { dissect: '%{time}\t%{level}\t%{message}' },
      { dissect: '[%{time}] %{capital_level}: %{message}' },
      { dissect: '[%{time}] %{capital_level->} %{message}' },
      { dissect: '[%{time->} %{capital_level}] %{message}' },
      { dissect: '%{time} %{level}: %{message}' },
      { dissect: '%{time}:%{capital_level}:%{message}' },
      { dissect: '%{time} [%{label}] %{level}: %{message}' },
      { dissect: '%{time} [%{level}][%{label}]: %{message}' },
      { dissect: '%{time} %{label}: %{level}: %{message}' },
      { dissect: '[%{time}][%{rust_target}][%{padded_level}] %{message}' },
      { dissect: '%{zoned_time} %{capital_level->} %{message}' },
      { dissect: '%{zoned_time} [%{padded_level}] %{message}' },
      { dissect: '[%{zoned_time}] [%{padded_level}] %{message}' },
      { dissect: '[%{zoned_time}] %{capital_level}: %{message}' },
      // logrus in a terminal
      { dissect: '%{capital_level}[%{time}] %{message}' },
      { dissect: '%{capital_level}[%{uptime}] %{message}' },
      { dissect: '%{time} - %{capital_level} - %{message}' },
      { dissect: '%{time}|%{padded_level}|%{message}' },
      { dissect: '%{capital_level->} %{time} %{message}' },
      { dissect: '%{capital_level}: %{time} %{message}' },
      { dissect: '[%{padded_level}] %{time} %{message}' },
    ],
    example: '2026-11-22 10:02:52.123 [INF] Cart 7 opened',
    inStory: false,
  },
  lambda: {
    title:
      "AWS Lambda's text log: what functions of Node.js and Python print, and the platform's lines about invocations",
    dataset: 'application',
    fields: [],
    begins: ['other', '['],
    joins: 'time',
    layout: { dissect: '%{time}\t%{faas_execution}\t%{capital_level}\t%{message}' },
    variants: [
      { dissect: '[%{level}]\t%{time}\t%{faas_execution}\t%{message}' },
      { dissect: '%{time} %{faas_execution} %{timed_out}' },
      { dissect: '%{platform_event} RequestId: %{faas_execution->} %{message}' },
      { dissect: '%{platform_event} RequestId: %{faas_execution}\t%{message}' },
      { dissect: '%{platform_event} RequestId: %{faas_execution}' },
    ],
    example: '2026-11-22T10:02:52.123Z\t79b4f56e-95b1-4643-9700-2807f4e68189\tINFO\tCart 7 opened',
    inStory: false,
  },
} as const satisfies Readonly<Record<string, FormatRow>>;

/** What is left of lines that begin with a time: tried after all other formats. */
export const timeRow = {
  time: {
    title: 'a time, and a message behind it',
    dataset: 'application',
    fields: [],
    begins: ['other', '['],
    joins: 'time',
    // a line of another format behind the time at which somebody else received it
    layout: { dissect: '%{exported_time} %{exported_line}' },
    variants: [
      { dissect: '%{zoned_time} %{message}' },
      { dissect: '%{time}\t%{message}' },
      { dissect: '[%{zoned_time}] %{message}' },
      { dissect: '%{time}: %{message}' },
      { dissect: '%{time}|%{message}' },
    ],
    example: '2026/11/22 10:02:52 Cart 7 opened',
    inStory: false,
  },
} as const satisfies Readonly<Record<string, FormatRow>>;
