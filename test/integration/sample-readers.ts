/** What a document of a sample line must contain, read with plain regular expressions and JSON.parse instead of the pipeline. */
export type ExpectedFields = Readonly<Record<string, unknown>>;

/** Months as flog prints them. */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function match(line: string, pattern: RegExp): Readonly<Record<string, string>> {
  const groups = pattern.exec(line)?.groups;
  if (groups === undefined) throw new Error('A sample line is not what this reader thinks.');
  return groups;
}

/** `22/Nov/2026:10:02:52 +0000`; all samples are in UTC. */
function clfTime(text: string): string {
  const {
    day = '',
    month = '',
    year = '',
    time = '',
  } = match(text, /^(?<day>\d\d)\/(?<month>\w{3})\/(?<year>\d{4}):(?<time>[\d:]{8}) \+0000$/);
  return `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day}T${time}.000Z`;
}

function without(fields: Record<string, unknown>): ExpectedFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '-'));
}

const COMMON =
  /^(?<ip>\S+) - (?<user>\S+) \[(?<time>[^\]]+)\] "(?<method>\S+) (?<url>\S+) HTTP\/(?<version>[\d.]+)" (?<status>\d+) (?<bytes>\d+)/;

function common(line: string): ExpectedFields {
  const { ip, user, time = '', method, url, version, status, bytes } = match(line, COMMON);
  return without({
    '@timestamp': clfTime(time),
    'event.dataset': 'apache.access',
    'source.ip': ip,
    'user.name': user,
    'http.request.method': method,
    'url.original': url,
    'http.version': version,
    'http.response.status_code': Number(status),
    'http.response.body.bytes': Number(bytes),
  });
}

function combined(line: string): ExpectedFields {
  const { referrer, agent } = match(line, /" \d+ \d+ "(?<referrer>[^"]*)" "(?<agent>[^"]*)"$/);
  return { ...common(line), 'http.request.referrer': referrer, 'user_agent.original': agent };
}

function apacheError(line: string): ExpectedFields {
  const {
    month = '',
    day = '',
    time,
    year,
    module,
    level,
    pid,
    tid,
    ip,
    port,
    message,
  } = match(
    line,
    /^\[\w{3} (?<month>\w{3}) (?<day>\d\d) (?<time>[\d:]+) (?<year>\d{4})\] \[(?<module>[^:]+):(?<level>[^\]]+)\] \[pid (?<pid>\d+):tid (?<tid>\d+)\] \[client (?<ip>[^\]]+):(?<port>\d+)\] (?<message>.*)$/,
  );
  return {
    '@timestamp': `${year ?? ''}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day}T${time ?? ''}.000Z`,
    'event.dataset': 'apache.error',
    'apache.error.module': module,
    'log.level': level === 'emerg' ? 'emergency' : level === 'crit' ? 'critical' : level,
    'process.pid': Number(pid),
    'process.thread.id': Number(tid),
    'source.ip': ip,
    'source.port': Number(port),
    message,
  };
}

function syslog(priority: string | undefined): ExpectedFields {
  const number = Number(priority);
  return {
    'event.dataset': 'syslog',
    'log.syslog.priority': number,
    'log.syslog.facility.code': Math.floor(number / 8),
    'log.syslog.severity.code': number % 8,
  };
}

function rfc3164(line: string): ExpectedFields {
  const { priority, time, host, process, pid, message } = match(
    line,
    /^<(?<priority>\d+)>Nov 22 (?<time>[\d:]+) (?<host>\S+) (?<process>[^[]+)\[(?<pid>\d+)\]: (?<message>.*)$/,
  );
  return {
    ...syslog(priority),
    '@timestamp': `2026-11-22T${time ?? ''}.000Z`,
    'host.hostname': host,
    'process.name': process,
    'process.pid': Number(pid),
    message,
  };
}

function rfc5424(line: string): ExpectedFields {
  const { priority, version, time, host, process, pid, id, message } = match(
    line,
    /^<(?<priority>\d+)>(?<version>\d) (?<time>\S+) (?<host>.+?) (?<process>\S+) (?<pid>\d+) (?<id>ID\d+) - (?<message>.*)$/,
  );
  return {
    ...syslog(priority),
    '@timestamp': time,
    'log.syslog.version': version,
    'log.syslog.msgid': id,
    'host.hostname': host,
    'process.name': process,
    'process.pid': Number(pid),
    message,
  };
}

function json(line: string): ExpectedFields {
  const fields = JSON.parse(line) as Record<string, unknown>;
  return without({
    '@timestamp': clfTime(String(fields['datetime'])),
    'event.dataset': 'json',
    'source.ip': fields['host'],
    'user.name': fields['user-identifier'],
    'http.request.method': fields['method'],
    'url.original': fields['request'],
    'http.response.status_code': fields['status'],
    'http.response.body.bytes': fields['bytes'],
    'http.request.referrer': fields['referer'],
  });
}

/** By the name of the sample file. */
export const readers: Readonly<Record<string, (line: string) => ExpectedFields>> = {
  'apache_common.log': common,
  'apache_combined.log': combined,
  'apache_error.log': apacheError,
  'rfc3164.log': rfc3164,
  'rfc5424.log': rfc5424,
  'json.log': json,
};
