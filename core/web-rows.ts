import { ACCESS, CONNECTION, type FormatRow } from './format-row.ts';

/** What nginx's predefined format and all below begin with. */
const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';
/** A line of it. */
export const COMBINED_LINE =
  '203.0.113.9 - ann [22/Nov/2026:10:02:52 +0000] "GET /cart?id=7 HTTP/1.1" 200 5120 "https://shop.example.org/" "Mozilla/5.0"';
const PROXY_MANAGER =
  '$status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio]';
const PROXY_MANAGER_LINE =
  '200 - GET https shop.example.org "/cart?id=7" [Client 203.0.113.9] [Length 5120] [Gzip 2.07]';

const HAPROXY =
  'escape=none $haproxy_client [$haproxy_time] $frontend $backend_server $timers $haproxy_status $bytes_read $request_cookie $response_cookie $termination_state $connections $queues';

/** Envoy escapes nothing. */
const ENVOY_HEAD = 'escape=none [$rfc3339_time] "$envoy_request" $status $response_flags ';
const ENVOY_TAIL =
  '$received_body_bytes $sent_body_bytes $envoy_millis $upstream_service_time "$x_forwarded_for" "$agent" "$request_id" "$authority" "$upstream_host"';

/** Layouts that are detected without configuration, those that accept fewer lines before those that accept more. */
export const webRows = {
  nginx_error: {
    title: "nginx's error log",
    dataset: 'apache.error',
    // The type depends on the level.
    fields: [
      ['event.category', ['web']],
      ['kafkainsight.stored', true],
    ],
    begins: ['other'],
    // What an upstream wrote into its standard error, such as PHP a trace, is within the message.
    joins: 'time',
    layout: {
      dissect:
        '%{slashes_time} [%{server_level}] %{process.pid}#%{process.thread.id}: *%{nginx.error.connection_id} %{nginx_message}',
    },
    variants: [{ dissect: '%{slashes_time} [%{server_level}] %{process.pid}#%{process.thread.id}: %{nginx_message}' }],
    example:
      '2026/11/22 10:02:52 [error] 1234#1234: *5 open() "/srv/x" failed (2: No such file or directory), client: 203.0.113.9, server: shop, request: "GET /x HTTP/1.1", host: "shop.example.org"',
    inStory: false,
  },
  nginx_ingress: {
    title: "ingress-nginx's default",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: {
      nginx: `${COMBINED} $request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id`,
    },
    example: `${COMBINED_LINE} 512 0.014 [shop-cart-8080] [] 10.0.3.7:8080 5120 0.012 200 5f2b0c7e9d1a48b6a3c4d5e6f7081920`,
    inStory: false,
  },
  nginx_ingress_old: {
    title: "ingress-nginx's default up to 0.26",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: {
      nginx: `${COMBINED.replace('-', '- [$the_real_ip] -')} $request_length $request_time [$proxy_upstream_name] $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id`,
    },
    example: `${COMBINED_LINE.replace('-', '- [203.0.113.9] -')} 512 0.014 [shop-cart-8080] 10.0.3.7:8080 5120 0.012 200 5f2b0c7e9d1a48b6a3c4d5e6f7081920`,
    inStory: false,
  },
  nginx_proxy_manager: {
    title: "Nginx Proxy Manager's log of proxied hosts",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['['],
    layout: {
      nginx: `[$time_local] $upstream_cache_status $upstream_status ${PROXY_MANAGER} [Sent-to $server] "$http_user_agent" "$http_referer"`,
    },
    // Forks leave it out.
    variants: [
      {
        nginx: `[$time_local] $upstream_cache_status $upstream_status ${PROXY_MANAGER} "$http_user_agent" "$http_referer"`,
      },
    ],
    example: `[22/Nov/2026:10:02:52 +0000] - 200 ${PROXY_MANAGER_LINE} [Sent-to 10.0.3.7] "Mozilla/5.0" "https://shop.example.org/"`,
    inStory: false,
  },
  nginx_proxy_manager_standard: {
    title: "Nginx Proxy Manager's log of other hosts",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['['],
    layout: { nginx: `[$time_local] ${PROXY_MANAGER} "$http_user_agent" "$http_referer"` },
    example: `[22/Nov/2026:10:02:52 +0000] ${PROXY_MANAGER_LINE} "Mozilla/5.0" "https://shop.example.org/"`,
    inStory: false,
  },
  nginx_main_ext: {
    title: '`main_ext`, as NGINX Amplify asks for it',
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: {
      nginx: `${COMBINED} "$http_x_forwarded_for" "$host" sn="$server_name" rt=$request_time ua="$upstream_addr" us="$upstream_status" ut="$upstream_response_time" ul="$upstream_response_length" cs=$upstream_cache_status`,
    },
    example: `${COMBINED_LINE} "-" "shop.example.org" sn="shop" rt=0.014 ua="10.0.3.7:8080" us="200" ut="0.012" ul="5120" cs=-`,
    inStory: false,
  },
  nginx_upstream_time: {
    title: "`upstream_time`, as nginx's blog has it",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: {
      nginx: `${COMBINED} rt=$request_time uct="$upstream_connect_time" uht="$upstream_header_time" urt="$upstream_response_time"`,
    },
    example: `${COMBINED_LINE} rt=0.014 uct="0.001" uht="0.011" urt="0.012"`,
    inStory: false,
  },
  nginx_main_times: {
    title: '`main` and the times of request and upstream',
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: { nginx: `${COMBINED} "$http_x_forwarded_for" $request_time $upstream_response_time` },
    atLeast: ['request_time', 'upstream_response_time'],
    example: `${COMBINED_LINE} "-" 0.014 0.012`,
    inStory: false,
  },
  nginx_times: {
    title: "nginx's `combined` and the times of request and upstream",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: { nginx: `${COMBINED} $request_time $upstream_response_time` },
    atLeast: ['request_time', 'upstream_response_time'],
    example: `${COMBINED_LINE} 0.014 0.012`,
    inStory: false,
  },
  nginx_without_user: {
    title: "nginx's `combined` without the user",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: { nginx: COMBINED.replace(' $remote_user', '') },
    example: COMBINED_LINE.replace(' ann', ''),
    inStory: false,
  },
  nginx_host_first: {
    title: 'host, client and time of request before the request, without quotes around the user agent',
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['['],
    layout: {
      nginx:
        '[$time_local] $host $remote_addr $request_time "$request" $status $body_bytes_sent $size $http_referer $http_user_agent',
    },
    example:
      '[22/Nov/2026:10:02:52 +0000] shop.example.org 203.0.113.9 0.014 "GET /cart?id=7 HTTP/1.1" 200 5120 5410 - Mozilla/5.0',
    inStory: false,
  },
  nginx_main: {
    title: "`main`, the format of nginx's packages",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: { nginx: `${COMBINED} "$http_x_forwarded_for"` },
    hasRest: true,
    example: `${COMBINED_LINE} "198.51.100.2"`,
    inStory: false,
  },
  haproxy_http: {
    title: "HAProxy's HTTP log (`option httplog` and `httpslog`)",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: { nginx: `${HAPROXY} "$request"` },
    variants: [
      { nginx: `${HAPROXY} {$captured_request_headers} {$captured_response_headers} "$request"` },
      { nginx: `${HAPROXY} {$captured_headers} "$request"` },
      { nginx: `${HAPROXY} $cut_request` },
    ],
    hasRest: true,
    example:
      '203.0.113.9:50412 [22/Nov/2026:10:02:52.123] https-in~ shop/web1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {shop.example.org} {} "GET /cart?id=7 HTTP/1.1"',
    inStory: false,
  },
  envoy: {
    title: "Envoy's access log in its default format, and Istio's",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['['],
    layout: { nginx: `${ENVOY_HEAD}${ENVOY_TAIL}` },
    variants: [
      {
        nginx: `${ENVOY_HEAD}$response_code_details $connection_termination_details "$failure_reason" ${ENVOY_TAIL} $upstream_cluster $upstream_local_address $downstream_local_address $downstream_remote_address $sni $route_name`,
      },
    ],
    example:
      '[2026-11-22T10:02:52.123Z] "GET /cart?id=7 HTTP/1.1" 200 - 0 5120 12 11 "203.0.113.9" "Mozilla/5.0" "0f9a2c7e-9d1a-48b6-a3c4-d5e6f7081920" "shop.example.org" "10.0.3.7:8080"',
    inStory: false,
  },
  uvicorn: {
    title: "uvicorn's access log, which bears no time",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    // what the application prints is in the same file
    joins: 'trace',
    layout: { nginx: 'escape=none $uvicorn_level$haproxy_client - "$envoy_request" $status $reason' },
    example: 'INFO:     203.0.113.9:50412 - "GET /cart?id=7 HTTP/1.1" 200 OK',
    inStory: false,
  },
  python_http: {
    title: "access log of Python's http.server and of Werkzeug, Flask's server for development",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: { nginx: 'escape=none $remote_addr - - [$python_time] "$envoy_request" $status $size' },
    example: '203.0.113.9 - - [22/Nov/2026 10:02:52] "GET /cart?id=7 HTTP/1.1" 200 -',
    inStory: false,
  },
  haproxy_tcp: {
    title: "HAProxy's TCP log (`option tcplog`)",
    dataset: 'network',
    fields: CONNECTION,
    begins: ['other'],
    layout: {
      nginx:
        'escape=none $haproxy_client [$haproxy_time] $frontend $backend_server $tcp_timers $tcp_bytes_read $tcp_termination_state $connections $queues',
    },
    keeps: {
      as: 'kafkainsight.fields',
      names: { tcp_timers: 'timers', tcp_bytes_read: 'bytes_read', tcp_termination_state: 'termination_state' },
    },
    example: '203.0.113.9:50412 [22/Nov/2026:10:02:52.123] mysql-in shop/db1 0/1/5007 212 -- 3/2/1/0/0 0/0',
    inStory: false,
  },
  haproxy_error: {
    title: "HAProxy's log of connections that failed",
    dataset: 'apache.error',
    fields: [
      ['event.category', ['web']],
      ['event.type', ['error']],
    ],
    begins: ['other'],
    layout: { dissect: '%{haproxy_client} [%{haproxy_time}] %{frontend}/%{bind}: %{message}' },
    example: '203.0.113.9:50412 [22/Nov/2026:10:02:52.123] https-in/1: SSL handshake failure',
    inStory: false,
  },
} as const satisfies Readonly<Record<string, FormatRow>>;
