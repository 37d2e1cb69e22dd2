import type { FormatName } from '../../core/format-table.ts';

/** Formats of which a program does only a part of the work, with what it leaves undone, as its output shows. */
export type DoesLess = Readonly<Partial<Record<FormatName, string>>>;

const TIME_IS_TEXT = 'the time stays text';
const NUMBERS_ARE_TEXT = 'the time and numbers stay text';
const WEB = 'the URL stays in one piece, no outcome';
const WEB_TIME = `${TIME_IS_TEXT}, ${WEB}`;
const BALANCER = `${WEB}, duration or address of the client`;
const FLOW = 'no name of the transport, no duration, times stay seconds';
const COPIED = 'keys and times are left as they are';

/**
 * liblognorm reads times of RFC 3164 and RFC 5424 only, and derives nothing. Listed are formats that another program reads as wholly as
 * we do; for others it stays the peer, although it does less there, too.
 */
export const lognormalizerDoesLess: DoesLess = {
  apache_error: TIME_IS_TEXT,
  auditd: 'numbers stay text, values keep their quotes',
  aws_alb: BALANCER,
  aws_elb: BALANCER,
  aws_elb_old: BALANCER,
  aws_nlb: `${TIME_IS_TEXT}, the address of the client keeps its port`,
  aws_s3_access: WEB_TIME,
  aws_vpcflow: FLOW,
  cef: `${NUMBERS_ARE_TEXT}, the first key loses its first letter`,
  haproxy_error: TIME_IS_TEXT,
  haproxy_http: WEB_TIME,
  haproxy_tcp: `${TIME_IS_TEXT}, no duration`,
  heroku_router: `numbers stay text, values keep their quotes, ${WEB}`,
  json: COPIED,
  klog: TIME_IS_TEXT,
  lambda: TIME_IS_TEXT,
  leef: 'keys and values are left in one piece',
  log4j: TIME_IS_TEXT,
  mongodb: TIME_IS_TEXT,
  monolog: TIME_IS_TEXT,
  nginx_error: `${TIME_IS_TEXT}, client and request are left in the message`,
  nginx_ingress: WEB_TIME,
  nginx_main: WEB_TIME,
  nginx_proxy_manager: WEB_TIME,
  php_error: TIME_IS_TEXT,
  postgresql: `${TIME_IS_TEXT}, no duration`,
  python_http: WEB_TIME,
  python_logging: TIME_IS_TEXT,
  redis: TIME_IS_TEXT,
  ruby_logger: TIME_IS_TEXT,
  text: 'the line is copied: no time, no file, no position',
  time: TIME_IS_TEXT,
  time_and_level: TIME_IS_TEXT,
  uvicorn: `the status stays text, ${WEB}`,
};

/** Functions of VRL that read the key and not what it means. */
export const vrlDoesLess: DoesLess = {
  aws_alb: `times and status codes stay text, ${BALANCER}`,
  aws_vpcflow: FLOW,
  cef: NUMBERS_ARE_TEXT,
  heroku_router: `numbers stay text, ${WEB}`,
  json: COPIED,
  logfmt: TIME_IS_TEXT,
};
