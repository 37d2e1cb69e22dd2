import type { LogField } from './fields.ts';
import { type Layout, type LayoutSyntax, layoutSyntaxes, textOfLayout } from './layout.ts';

/**
 * What a line may begin with, which says most of what it is: one of these characters, or anything else. Rows of one beginning are tried in
 * the order of the table.
 */
export type Beginning = '{' | '<' | '[' | ' ' | '\t' | 'other';

/** What documents of a format have, whatever its lines say. */
export interface FormatKind {
  /** What it is, for docs/formats.md. */
  readonly title: string;
  /** `event.dataset`, unless the source names another. */
  readonly dataset: string;
  /** Fields that all its lines have. */
  readonly fields: readonly (readonly [LogField, readonly string[]])[];
}

/** All that is to be said of a format. How its lines are read is said by its layout, or else by code (core/formats/registry.ts). */
export interface FormatRow extends FormatKind {
  /** In the syntax of nginx, with variables of others in core/formats/layouts/preset-variables.ts. */
  readonly layout?: Layout;
  /** Two values of the layout the first of which is not less than the second: else it is another layout. */
  readonly atLeast?: readonly [string, string];
  /** Whether lines may go on behind the layout; what is there is kept as `kafkainsight.rest`. */
  readonly hasRest?: boolean;
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

/** What nginx's predefined format and all below begin with. */
const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';
const COMBINED_LINE =
  '203.0.113.9 - ann [22/Nov/2026:10:02:52 +0000] "GET /cart?id=7 HTTP/1.1" 200 5120 "https://shop.example.org/" "Mozilla/5.0"';
const PROXY_MANAGER =
  '$status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio]';
const PROXY_MANAGER_LINE =
  '200 - GET https shop.example.org "/cart?id=7" [Client 203.0.113.9] [Length 5120] [Gzip 2.07]';

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
  aws_alb: {
    title: 'access logs of AWS Application Load Balancers',
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: {
      nginx:
        '$alb_type $rfc3339_time $elb $client $target $request_processing_time $target_processing_time $response_processing_time $status $target_status_code $received_bytes $sent_bytes "$whole_request" "$http_user_agent" $ssl_cipher $ssl_protocol $target_group_arn "$trace_id" "$domain_name" "$chosen_cert_arn" $matched_rule_priority $request_creation_time "$actions_executed" "$redirect_url" "$error_reason" "$target_port_list" "$target_status_code_list" "$classification" "$classification_reason"',
    },
    hasRest: true,
    example:
      'https 2026-11-22T10:02:52.123456Z app/shop/50dc6c495c0c9188 203.0.113.9:50412 10.0.3.7:8080 0.000 0.012 0.000 200 200 512 5120 "GET https://shop.example.org:443/cart?id=7 HTTP/2.0" "Mozilla/5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "shop.example.org" "session-reused" 0 2026-11-22T10:02:52.111000Z "forward" "-" "-" "10.0.3.7:8080" "200" "-" "-" TID_1234abcd5678ef90',
    inStory: false,
  },
  aws_elb: {
    title: 'access logs of AWS Classic Load Balancers',
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: {
      nginx:
        '$rfc3339_time $elb $client $backend $request_processing_time $backend_processing_time $response_processing_time $status $backend_status_code $received_body_bytes $sent_body_bytes "$whole_request" "$http_user_agent" $ssl_cipher $ssl_protocol',
    },
    example:
      '2026-11-22T10:02:52.123456Z shop 203.0.113.9:50412 10.0.3.7:8080 0.000073 0.001048 0.000057 200 200 0 5120 "GET https://shop.example.org:443/cart?id=7 HTTP/1.1" "Mozilla/5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2',
    inStory: false,
  },
  aws_elb_old: {
    title: 'the same from before user agents were logged',
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: {
      nginx:
        '$rfc3339_time $elb $client $backend $request_processing_time $backend_processing_time $response_processing_time $status $backend_status_code $received_body_bytes $sent_body_bytes "$whole_request"',
    },
    example:
      '2014-02-15T23:39:43.945958Z shop 203.0.113.9:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://shop.example.org:80/ HTTP/1.1"',
    inStory: false,
  },
  aws_s3_access: {
    title: 'server access logs of Amazon S3',
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: {
      nginx:
        '$bucket_owner $bucket [$time_local] $client $requester $s3_request_id $operation $key "$request" $status $error_code $body_bytes_sent $object_size $total_time $turn_around_time "$http_referer" "$http_user_agent" $version_id $host_id $signature_version $cipher_suite $authentication_type $host_header $tls_version',
    },
    hasRest: true,
    example:
      '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be shop-assets [22/Nov/2026:10:02:52 +0000] 203.0.113.9 arn:aws:iam::123456789012:user/ann 3E57427F33A59F07 REST.GET.OBJECT cart.css "GET /cart.css HTTP/1.1" 200 - 5120 5120 12 10 "https://shop.example.org/" "Mozilla/5.0" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader shop-assets.s3.eu-central-1.amazonaws.com TLSv1.2 - -',
    inStory: false,
  },
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

/** The formats that are code. */
export type CodedFormat = {
  [Name in FormatName]: (typeof rows)[Name] extends { readonly layout: Layout } ? never : Name;
}[FormatName];

/** What somebody's own layout is, by its syntax. */
const layoutKinds = {
  nginx: { title: "a layout in the syntax of nginx's `log_format`", dataset: 'apache.access', fields: ACCESS },
  apache: { title: "a layout in the syntax of Apache's `LogFormat`", dataset: 'apache.access', fields: ACCESS },
  dissect: { title: "a layout in the syntax of Elastic's and Logstash's dissect", dataset: 'custom', fields: [] },
  w3c: { title: 'the columns of a W3C extended log (IIS, CloudFront)', dataset: 'apache.access', fields: ACCESS },
} as const satisfies Readonly<Record<LayoutSyntax, FormatKind>>;

/** What a format is called: of somebody's own layout the syntax. */
export type FormatLabel = FormatName | LayoutSyntax;

/** What a file may be read as: a format, or a layout of its own. */
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
