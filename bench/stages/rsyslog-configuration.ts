/** Where Debian puts rsyslog's modules. */
export const RSYSLOG_MODULES = '/usr/lib/x86_64-linux-gnu/rsyslog';

/** Where it reads and writes. */
export interface RsyslogSettings {
  readonly url: URL;
  readonly brokers: string;
  readonly topic: string;
  readonly group: string;
  readonly index: string;
  /** Of its own: its state and its errors. */
  readonly folder: string;
}

/** Who names the documents: what they hold, so that a second delivery changes nothing, or the engine, which is less work. */
export type Ids = 'own ids' | 'made ids';

/** What it takes from a topic to the index: two workers, batches of 2,000. */
export function fromTheTopic({ url, brokers, topic, group, index, folder }: RsyslogSettings, ids: Ids): string {
  const parse = ids === 'own ids' ? 'action(type="mmjsonparse" cookie="")' : '';
  const name = ids === 'own ids' ? 'dynbulkid="on" bulkid="id"' : '';
  return `
global(workDirectory="${folder}" maxMessageSize="64k")
module(load="imkafka")
module(load="mmjsonparse")
module(load="omelasticsearch")
main_queue(queue.type="FixedArray" queue.size="200000" queue.dequeueBatchSize="2000" queue.workerThreads="2" queue.workerThreadMinimumMessages="1000")
template(name="value" type="string" string="%msg%")
template(name="id" type="string" string="%$!kafkainsight.file.id%-%$!log.offset%")
ruleset(name="index") {
  ${parse}
  action(type="omelasticsearch" server="${url.hostname}" serverport="${url.port}" searchIndex="${index}" searchType="" bulkmode="on" template="value" errorFile="${folder}/errors" ${name})
}
input(type="imkafka" topic="${topic}" broker=["${brokers}"] consumergroup="${group}" ruleset="index"
  confParam=["auto.offset.reset=earliest"])
`;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Its table of months, which the clock of an access log needs. */
export const months = JSON.stringify({
  version: 1,
  nomatch: '00',
  type: 'string',
  table: MONTHS.map((index, number) => ({ index, value: String(number + 1).padStart(2, '0') })),
});

const DATASET = '","event.dataset":"apache.access",';
/** Fields by the property that they are taken from, which may be the source of several. */
const FIELDS = [
  ['timegenerated', 'event.ingested', 'dateFormat="rfc3339"'],
  ['$!metadata!filename', 'kafkainsight.file.id'],
  ['$!metadata!filename', 'log.file.path'],
  ['$!metadata!fileoffset', 'log.offset', 'datatype="number"'],
  ['$!host', 'source.address'],
  ['$!host', 'source.ip'],
  ['$!user', 'user.name'],
  ['$!method', 'http.request.method'],
  ['$!path', 'url.original'],
  // after `HTTP/`
  ['$!protocol', 'http.version', 'position.from="6"'],
  ['$!status', 'http.response.status_code', 'datatype="number"'],
  ['$!bytes', 'http.response.body.bytes', 'datatype="number"'],
  ['$!referrer', 'http.request.referrer'],
  ['$!agent', 'user_agent.original'],
] as const;

/**
 * Its whole way: combined lines of the files `inbox/*.log` are parsed, made documents with the fields that are in them
 * under the same names as ours, written to the topic, and taken from there to the index.
 *
 * @param rules the file of liblognorm's rules
 */
export function wholeWay(settings: RsyslogSettings, rules: string): string {
  const { folder, brokers, topic } = settings;
  const quoted = (text: string): string => `constant(value="${text.replaceAll('"', '\\"')}")`;
  const time = (from: number, to: number): string =>
    `property(name="$!time" position.from="${from}" position.to="${to}")`;
  const fields = FIELDS.map(
    ([name, field, more = '']) => `property(name="${name}" outname="${field}" format="jsonf" ${more})`,
  );
  return `${fromTheTopic(settings, 'own ids')}
module(load="imfile")
module(load="mmnormalize")
module(load="omkafka")
lookup_table(name="months" file="${folder}/months.json")
template(name="document" type="list") {
  ${quoted('{"@timestamp":"')} ${time(8, 11)} ${quoted('-')} property(name="$.month") ${quoted('-')} ${time(1, 2)}
  ${quoted('T')} ${time(13, 20)} ${quoted(`.000Z${DATASET}`)}
  ${fields.join(` ${quoted(',')}\n  `)}
  ${quoted('}')}
}
ruleset(name="ingest") {
  action(type="mmnormalize" rulebase="${rules}")
  set $.month = lookup("months", substring($!time, 3, 3));
  action(type="omkafka" broker=["${brokers}"] topic="${topic}" partitions.auto="on" template="document" errorFile="${folder}/errors")
}
input(type="imfile" file="${folder}/inbox/*.log" tag="access" ruleset="ingest" addMetadata="on")
`;
}
