import { ACCESS, type FormatRow } from './format-row.ts';

/** uwsgi_log of core/logging.c; `%{}` are counts that say nothing of the request. */
const UWSGI =
  '[pid: %{process.pid}|app: %{}|req: %{}] %{request_client} (%{user.name}) {%{} vars in %{} bytes} [%{ctime}] %{request_method} %{request_target} => generated %{body_bytes} bytes';
const UWSGI_END = '(%{request_protocol} %{request_status}) %{} headers in %{} bytes (%{} switches on core %{})';

/** lib/lograge/formatters/key_value.rb; `process_action` of its log subscriber has them in this order. */
const LOGRAGE =
  'method=%{request_method} path=%{path} format=%{format} controller=%{controller} action=%{action} status=%{status} %{lograge_ending}';

/** Access logs that frameworks write into what an application prints: its text and its stack traces are between their lines. */
export const frameworkRows = {
  go_http: {
    title: 'access logs of frameworks for Go: Gin and chi',
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['[', 'other'],
    joins: 'trace',
    layout: {
      dissect:
        '[GIN] %{gin_time} |%{padded_status}|%{padded_duration}|%{padded_client}| %{request_method->} "%{request_target}"',
    },
    variants: [
      {
        dissect:
          '%{slashes_time} "%{request_line}" from %{client_and_port} - %{request_status} %{body_bytes}B in %{go_duration}',
      },
      {
        dissect:
          '%{slashes_time} [%{http.request.id}] "%{request_line}" from %{client_and_port} - %{request_status} %{body_bytes}B in %{go_duration}',
      },
    ],
    example: '[GIN] 2026/11/22 - 10:02:52 | 200 |     505.317µs |     203.0.113.9 | GET      "/cart?id=7"',
    inStory: false,
  },
  morgan: {
    title: "Morgan, Express's access log, in its formats `dev`, `tiny` and `short`, which bear no time",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    joins: 'trace',
    layout: {
      dissect: '%{request_method} %{request_target} %{request_status} %{duration_millis} ms - %{body_bytes}',
    },
    variants: [
      { dissect: '%{request_method} %{request_target} %{request_status} %{body_bytes} - %{duration_millis} ms' },
      {
        dissect:
          '%{request_client} %{request_user} %{request_method} %{request_target} %{request_protocol} %{request_status} %{body_bytes} - %{duration_millis} ms',
      },
    ],
    example: 'GET /cart?id=7 200 12.345 ms - 5120',
    inStory: false,
  },
  uwsgi: {
    title: "uWSGI's log of requests",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['['],
    joins: 'trace',
    layout: { dissect: `${UWSGI} in %{duration_millis} msecs ${UWSGI_END}` },
    variants: [{ dissect: `${UWSGI} in %{duration_micros} micros ${UWSGI_END}` }],
    example:
      '[pid: 4321|app: 0|req: 1/1] 203.0.113.9 () {38 vars in 696 bytes} [Sun Nov 22 10:02:52 2026] GET /cart?id=7 => generated 5120 bytes in 12 msecs (HTTP/1.1 200) 9 headers in 378 bytes (1 switches on core 3)',
    inStory: false,
  },
  lograge: {
    title: "lograge, Rails' requests on one line each, bare or behind tags; most often in Ruby's Logger",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['[', 'other'],
    joins: 'trace',
    layout: { dissect: LOGRAGE },
    // versions up to 0.11 have a time first
    variants: [
      { dissect: `%{rails_tags} ${LOGRAGE.replace('ending', 'tagged_ending')}` },
      { dissect: `time=%{ctime} ${LOGRAGE}` },
    ],
    example:
      'method=GET path=/carts/7 format=html controller=CartsController action=show status=200 duration=58.33 view=40.43 db=15.26',
    inStory: false,
  },
} as const satisfies Readonly<Record<string, FormatRow>>;
