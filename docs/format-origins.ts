import type { FormatName } from '../core/format-table.ts';

/** The formats by what writes them, in the order of docs/formats.md. */
export const families = {
  web: 'Web servers and proxies',
  frameworks: 'Web frameworks',
  aws: 'AWS',
  platforms: 'Syslog, containers and platforms',
  applications: 'Loggers of applications',
  databases: 'Databases',
  network: 'Networks and security',
  any: 'Anything else',
} as const;

/** Which family a format is of, and who says how its lines are; absent where nobody does. */
export interface FormatOrigin {
  readonly family: keyof typeof families;
  readonly page?: string;
}

const NGINX_LOG_MODULE = 'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format';
const APACHE_LOGS = 'https://httpd.apache.org/docs/current/logs.html#accesslog';
const PROXY_MANAGER = 'https://github.com/NginxProxyManager/nginx-proxy-manager';
const INGRESS_NGINX = 'https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/';
const LOAD_BALANCING = 'https://docs.aws.amazon.com/elasticloadbalancing/latest';

/** Where each format comes from. */
export const origins: Readonly<Record<FormatName, FormatOrigin>> = {
  apache_combined: { family: 'web', page: APACHE_LOGS },
  apache_common: { family: 'web', page: APACHE_LOGS },
  apache_error: { family: 'web', page: 'https://httpd.apache.org/docs/current/mod/core.html#errorlogformat' },
  apache_ssl_request: { family: 'web', page: 'https://httpd.apache.org/docs/current/mod/mod_ssl.html#logformats' },
  nginx_error: { family: 'web', page: 'https://nginx.org/en/docs/ngx_core_module.html#error_log' },
  nginx_ingress: { family: 'web', page: INGRESS_NGINX },
  nginx_ingress_old: { family: 'web', page: INGRESS_NGINX },
  nginx_proxy_manager: { family: 'web', page: PROXY_MANAGER },
  nginx_proxy_manager_standard: { family: 'web', page: PROXY_MANAGER },
  nginx_main_ext: { family: 'web', page: 'https://docs.nginx.com/nginx-amplify/metrics-metadata/nginx-metrics' },
  nginx_upstream_time: { family: 'web', page: 'https://docs.nginx.com/nginx/admin-guide/monitoring/logging/' },
  nginx_main_times: { family: 'web', page: NGINX_LOG_MODULE },
  nginx_times: { family: 'web', page: NGINX_LOG_MODULE },
  nginx_without_user: { family: 'web', page: NGINX_LOG_MODULE },
  nginx_host_first: { family: 'web', page: NGINX_LOG_MODULE },
  nginx_main: { family: 'web', page: 'https://github.com/nginx/nginx/blob/master/conf/nginx.conf' },
  haproxy_http: { family: 'web', page: 'https://docs.haproxy.org/3.2/configuration.html#8.2.3' },
  haproxy_tcp: { family: 'web', page: 'https://docs.haproxy.org/3.2/configuration.html#8.2.2' },
  haproxy_error: { family: 'web', page: 'https://docs.haproxy.org/3.2/configuration.html#8.2' },
  envoy: {
    family: 'web',
    page: 'https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#default-format-string',
  },
  squid: { family: 'web', page: 'https://www.squid-cache.org/Doc/config/logformat/' },
  uvicorn: { family: 'frameworks', page: 'https://www.uvicorn.org/settings/#logging' },
  python_http: { family: 'frameworks', page: 'https://docs.python.org/3/library/http.server.html' },
  go_http: { family: 'frameworks', page: 'https://github.com/gin-gonic/gin' },
  morgan: { family: 'frameworks', page: 'https://github.com/expressjs/morgan#predefined-formats' },
  lograge: { family: 'frameworks', page: 'https://github.com/roidrage/lograge' },
  uwsgi: { family: 'frameworks', page: 'https://uwsgi-docs.readthedocs.io/en/latest/LogFormat.html' },
  aws_alb: { family: 'aws', page: `${LOAD_BALANCING}/application/load-balancer-access-logs.html` },
  aws_alb_connection: { family: 'aws', page: `${LOAD_BALANCING}/application/load-balancer-connection-logs.html` },
  aws_elb: { family: 'aws', page: `${LOAD_BALANCING}/classic/access-log-collection.html` },
  aws_elb_old: { family: 'aws', page: `${LOAD_BALANCING}/classic/access-log-collection.html` },
  aws_nlb: { family: 'aws', page: `${LOAD_BALANCING}/network/load-balancer-access-logs.html` },
  aws_s3_access: { family: 'aws', page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html' },
  aws_vpcflow: { family: 'aws', page: 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html' },
  lambda: {
    family: 'aws',
    page: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html',
  },
  rfc5424: { family: 'platforms', page: 'https://www.rfc-editor.org/rfc/rfc5424' },
  rfc3164: { family: 'platforms', page: 'https://www.rfc-editor.org/rfc/rfc3164' },
  cri: {
    family: 'platforms',
    page: 'https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/cri-client/pkg/logs/logs.go',
  },
  klog: { family: 'platforms', page: 'https://github.com/kubernetes/klog' },
  heroku_router: {
    family: 'platforms',
    page: 'https://devcenter.heroku.com/articles/http-routing#heroku-router-log-format',
  },
  spring_boot: { family: 'applications', page: 'https://docs.spring.io/spring-boot/reference/features/logging.html' },
  log4j: { family: 'applications', page: 'https://logging.apache.org/log4j/2.x/manual/pattern-layout.html' },
  python_logging: {
    family: 'applications',
    page: 'https://docs.python.org/3/library/logging.html#logrecord-attributes',
  },
  monolog: {
    family: 'applications',
    page: 'https://github.com/Seldaek/monolog/blob/main/src/Monolog/Formatter/LineFormatter.php',
  },
  php_error: {
    family: 'applications',
    page: 'https://www.php.net/manual/en/errorfunc.configuration.php#ini.error-log',
  },
  sidekiq: { family: 'applications', page: 'https://github.com/sidekiq/sidekiq/wiki/Logging' },
  ruby_logger: { family: 'applications', page: 'https://github.com/ruby/logger' },
  nestjs: { family: 'applications', page: 'https://docs.nestjs.com/techniques/logger' },
  dotnet_console: {
    family: 'applications',
    page: 'https://learn.microsoft.com/en-us/dotnet/core/extensions/console-log-formatter',
  },
  logfmt: { family: 'applications', page: 'https://brandur.org/logfmt' },
  json: { family: 'applications', page: 'https://www.elastic.co/docs/reference/ecs/ecs-field-reference' },
  postgresql: { family: 'databases', page: 'https://www.postgresql.org/docs/current/runtime-config-logging.html' },
  mysql_error: { family: 'databases', page: 'https://dev.mysql.com/doc/refman/8.4/en/error-log-format.html' },
  mysql_queries: { family: 'databases', page: 'https://dev.mysql.com/doc/refman/8.4/en/slow-query-log.html' },
  sqlserver: {
    family: 'databases',
    page: 'https://learn.microsoft.com/en-us/sql/tools/configuration-manager/viewing-the-sql-server-error-log',
  },
  redis: { family: 'databases', page: 'https://github.com/redis/redis/blob/unstable/src/server.c' },
  mongodb: { family: 'databases', page: 'https://www.mongodb.com/docs/v4.2/reference/log-messages/' },
  bind: { family: 'network', page: 'https://bind9.readthedocs.io/en/latest/reference.html#logging-block-grammar' },
  coredns: { family: 'network', page: 'https://coredns.io/plugins/log/' },
  auditd: { family: 'network', page: 'https://man7.org/linux/man-pages/man8/auditd.8.html' },
  cef: {
    family: 'network',
    page: 'https://www.microfocus.com/documentation/arcsight/arcsight-smartconnectors-8.3/cef-implementation-standard/',
  },
  leef: { family: 'network', page: 'https://www.ibm.com/docs/en/dsm?topic=overview-leef-event-components' },
  time_and_level: { family: 'any' },
  time: { family: 'any' },
  text: { family: 'any' },
};
