import { ACCESS, CONNECTION, type FormatRow } from './format-row.ts';

/** What Elastic's integration `aws` calls the values of load balancers that no field of ECS is for ("aws.elb"). */
const ELB = {
  as: 'aws.elb',
  names: {
    alb_type: 'type',
    tls: 'type',
    tls_log_version: 'version',
    elb: 'name',
    request_processing_time: 'request_processing_time.sec',
    target_processing_time: 'backend_processing_time.sec',
    backend_processing_time: 'backend_processing_time.sec',
    response_processing_time: 'response_processing_time.sec',
    target_status_code: 'backend.http.response.status_code',
    backend_status_code: 'backend.http.response.status_code',
    target_group_arn: 'target_group.arn',
    chosen_cert_arn: 'chosen_cert.arn',
    chosen_cert_serial: 'chosen_cert.serial',
    actions_executed: 'action_executed',
    error_reason: 'error.reason',
    target_port_list: 'target_port',
    target_status_code_list: 'target_status_code',
    connection_time: 'connection_time.ms',
    tls_handshake_time: 'tls_handshake_time.ms',
    node_address: 'ip_address',
  },
} as const;

const NLB =
  '$tls $tls_log_version $rfc3339_time $elb $listener $client $destination $connection_time $tls_handshake_time $received_bytes $sent_bytes $incoming_tls_alert $chosen_cert_arn $chosen_cert_serial $ssl_cipher $ssl_protocol $tls_named_group $sni';

const ALB_CONNECTION =
  '$utc_time $client_ip $client_port $listener_port $ssl_protocol $ssl_cipher $tls_handshake_latency "$leaf_client_cert_subject" $leaf_client_cert_validity $leaf_client_cert_serial_number $tls_verify_status';
/** Of a client that showed no certificate. */
const ALB_PLAIN_CONNECTION = ALB_CONNECTION.replace('"$leaf_client_cert_subject"', '-');
const ALB_CONNECTION_END = '$conn_trace_id $tls_keyexchange $elb $node_address';

const ALB =
  '$alb_type $rfc3339_time $elb $client $target $request_processing_time $target_processing_time $response_processing_time $status $target_status_code $received_bytes $sent_bytes "$whole_request" "$http_user_agent" $ssl_cipher $ssl_protocol $target_group_arn "$trace_id"';
/** What lines have at their end since 2017 and 2018. */
const ALB_ACTIONS =
  '"$domain_name" "$chosen_cert_arn" $matched_rule_priority $request_creation_time "$actions_executed" "$redirect_url" "$error_reason"';

const S3_ACCESS =
  '$bucket_owner $bucket [$time_local] $client $requester $s3_request_id $operation $key "$request" $status $error_code $body_bytes_sent $object_size $total_time $turn_around_time "$http_referer" "$http_user_agent" $version_id $host_id $signature_version $cipher_suite $authentication_type $host_header $tls_version';
const S3_PART = S3_ACCESS.replace('"$request"', '-').replace('"$http_referer" "$http_user_agent"', '- -');

/** Logs of AWS's services that are rows of values, those that accept fewer lines before those that accept more. */
export const awsRows = {
  aws_alb: {
    title: 'access logs of AWS Application Load Balancers',
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: {
      nginx: `${ALB} ${ALB_ACTIONS} "$target_port_list" "$target_status_code_list" "$classification" "$classification_reason"`,
    },
    // up to 2019, and up to 2017
    variants: [{ nginx: `${ALB} ${ALB_ACTIONS}` }, { nginx: ALB }],
    keeps: ELB,
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
    keeps: ELB,
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
    keeps: ELB,
    example:
      '2014-02-15T23:39:43.945958Z shop 203.0.113.9:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://shop.example.org:80/ HTTP/1.1"',
    inStory: false,
  },
  aws_s3_access: {
    title: 'server access logs of Amazon S3',
    dataset: 'apache.access',
    fields: ACCESS,
    begins: ['other'],
    layout: { nginx: `${S3_ACCESS} $access_point_arn $acl_required` },
    // without what was added to the end of lines since 2021; and of an object within a request for many, which is not in the line
    variants: [{ nginx: S3_ACCESS }, { nginx: `${S3_PART} $access_point_arn $acl_required` }, { nginx: S3_PART }],
    keeps: { as: 'aws.s3access', names: { client: 'remote_ip', s3_request_id: 'request_id' } },
    hasRest: true,
    example:
      '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be shop-assets [22/Nov/2026:10:02:52 +0000] 203.0.113.9 arn:aws:iam::123456789012:user/ann 3E57427F33A59F07 REST.GET.OBJECT cart.css "GET /cart.css HTTP/1.1" 200 - 5120 5120 12 10 "https://shop.example.org/" "Mozilla/5.0" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader shop-assets.s3.eu-central-1.amazonaws.com TLSv1.2 - -',
    inStory: false,
  },
  aws_nlb: {
    title: 'access logs of AWS Network Load Balancers, which are of TLS connections',
    dataset: 'network',
    fields: CONNECTION,
    begins: ['other'],
    layout: {
      nginx: `${NLB} $alpn_fe_protocol $alpn_be_protocol $alpn_client_preference_list $tls_connection_creation_time`,
    },
    // up to 2020
    variants: [{ nginx: NLB }],
    keeps: ELB,
    hasRest: true,
    example:
      'tls 2.0 2026-11-22T10:02:52 net/shop/c6e77e28c25b2234 g3d4b5e8bb8464cd 203.0.113.9:50412 10.0.3.7:443 5040 2 98 246 - arn:aws:acm:eu-central-1:123456789012:certificate/2a108f19-aded-46b0-8493-c63eb1ef4a99 - ECDHE-RSA-AES128-GCM-SHA256 tlsv12 - shop.example.org h2 h2 "h2","http/1.1" 2026-11-22T10:02:47',
    inStory: false,
  },
  aws_alb_connection: {
    title: 'connection logs of AWS Application Load Balancers',
    dataset: 'network',
    fields: CONNECTION,
    begins: ['other'],
    layout: { nginx: `${ALB_CONNECTION} ${ALB_CONNECTION_END}` },
    variants: [
      { nginx: `${ALB_PLAIN_CONNECTION} ${ALB_CONNECTION_END}` },
      // without what was added to the end of lines since 2024
      { nginx: `${ALB_CONNECTION} $conn_trace_id` },
      { nginx: `${ALB_PLAIN_CONNECTION} $conn_trace_id` },
      { nginx: ALB_CONNECTION },
    ],
    keeps: ELB,
    hasRest: true,
    example:
      '2026-11-22T10:02:52.123456Z 203.0.113.9 50412 443 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 4.036 "CN=ann,O=Shop" NotBefore=2026-09-21T22:43:21Z;NotAfter=2027-06-17T22:43:21Z FEF257372D5C14D4 Success TID_3180a73013c8ca4bac2f731159d4b0fe X25519MLKEM768 app/shop/50dc6c495c0c9188 198.51.100.7',
    inStory: false,
  },
  aws_vpcflow: {
    title: "VPC flow logs in AWS's default format (version 2)",
    dataset: 'network',
    fields: CONNECTION,
    begins: ['other'],
    layout: {
      nginx:
        'escape=none $flow_version $account_id $interface_id $srcaddr $dstaddr $srcport $dstport $protocol $packets $bytes $flow_start $flow_end $action $log_status',
    },
    keeps: { as: 'aws.vpcflow', names: { flow_version: 'version' } },
    example:
      '2 123456789012 eni-1235b8ca123456789 203.0.113.9 10.0.3.7 50412 443 6 20 4249 1795341750 1795341772 ACCEPT OK',
    inStory: false,
  },
} as const satisfies Readonly<Record<string, FormatRow>>;
