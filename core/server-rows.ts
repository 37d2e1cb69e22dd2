import { ACCESS, CONNECTION, type FormatRow } from './format-row.ts';

/** `logformat squid` of src/log/access_log.cc: what is after the user is which server was asked, and how it was found. */
const SQUID =
  '%{squid_time->} %{duration_millis} %{request_client} %{squid_result}/%{squid_status} %{response_bytes} %{squid_method} %{squid_url} %{request_user} %{hierarchy}/%{peer} %{mime_type}';

/** plugin/log of CoreDNS, `CombinedLogFormat` less what is about DNSSEC alone. */
const COREDNS =
  '%{dns_client} - %{dns_id} "%{dns.question.type} %{dns.question.class} %{dns_name} %{dns_transport} %{} %{} %{}" %{dns_rcode} %{header_flags} %{response_size} %{dns_seconds}s';

/** Logs of proxies and of name servers, and of web servers beside those that are presets of theirs. */
export const serverRows = {
  squid: {
    title: "Squid's access log, in its formats `squid` and with referrer and user agent behind it",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: { dissect: SQUID },
    variants: [{ dissect: `${SQUID} "%{http.request.referrer}" "%{squid_agent}"` }],
    example:
      '1795341772.123     57 203.0.113.9 TCP_MISS/200 5120 GET https://shop.example.org/cart?id=7 ann HIER_DIRECT/198.51.100.2 text/html',
    inStory: false,
  },
  apache_ssl_request: {
    title: "Apache's `ssl_request_log`, as its own ssl.conf has it",
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['['],
    layout: { nginx: '[$time_local] $requesting_host $ssl_protocol $ssl_cipher "$request" $body_bytes_sent' },
    example: '[22/Nov/2026:10:02:52 +0000] 203.0.113.9 TLSv1.3 TLS_AES_256_GCM_SHA384 "GET /cart?id=7 HTTP/1.1" 5120',
    inStory: false,
  },
  bind: {
    title: "BIND's own log files, with `print-time`, `print-category` and `print-severity`",
    dataset: 'network',
    // what category a line is of follows from its message
    fields: [],
    begins: ['other'],
    layout: { dissect: '%{time} %{bind_category}: %{bind_level}: %{bind_message}' },
    variants: [
      { dissect: '%{time} %{bind_category}: %{bind_client_message}' },
      { dissect: '%{time} %{bind_client_message}' },
    ],
    example:
      '22-Nov-2026 10:02:52.123 queries: info: client @0x7f62b80115d0 203.0.113.9#50412 (shop.example.org): query: shop.example.org IN AAAA +E(0)K (198.51.100.2)',
    inStory: false,
  },
  coredns: {
    title: "queries that CoreDNS's plugin `log` prints, most often without a time",
    dataset: 'network',
    fields: CONNECTION,
    begins: ['[', 'other'],
    layout: { dissect: `[%{padded_level}] ${COREDNS}` },
    variants: [{ dissect: `%{time} [%{padded_level}] ${COREDNS}` }],
    example:
      '[INFO] 203.0.113.9:50412 - 29008 "A IN shop.example.org. udp 41 false 4096" NOERROR qr,rd,ra,ad 68 0.037990251s',
    inStory: false,
  },
} as const satisfies Readonly<Record<string, FormatRow>>;
