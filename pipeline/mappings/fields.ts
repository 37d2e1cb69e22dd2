/**
 * How a field can be searched. Both engines have all of these, under these names or others:
 * - `keyword`: whole values up to 1,024 characters; for filters and aggregations
 * - `long_keyword`: whole values up to 8,191 characters, which is as far as any UTF-8 fits Lucene's 32,766 bytes
 * - `searchable_keyword`: `long_keyword`, and its words under `<field>.text`
 * - `text`: words
 * - `flattened`: an object of any keys as one field, whose leaves are found as keywords
 */
export type FieldType =
  'keyword' | 'long_keyword' | 'searchable_keyword' | 'text' | 'flattened' | 'ip' | 'date' | 'long' | 'boolean';

/** A flat list of fields: dotted ECS name to type. */
export type Fields = Readonly<Record<string, FieldType>>;

/** What every document has, or may have, whatever it is about. */
const commonFields = {
  '@timestamp': 'date',
  'event.dataset': 'keyword',
  'event.kind': 'keyword',
  'event.outcome': 'keyword',
  'event.ingested': 'date',
  'event.original': 'text',
  'file.mtime': 'date',
  'kafkainsight.file.id': 'keyword',
  'kafkainsight.file.version': 'long',
  'log.file.path': 'long_keyword',
  'kafka.topic': 'keyword',
  'kafka.partition': 'long',
  'kafka.offset': 'long',
  'error.code': 'keyword',
  'error.message': 'text',
} as const satisfies Fields;

/** Fields of log documents. Names and meanings are ECS's; where ECS has none, an Elastic integration's; else `kafkainsight.*`. */
export const logFields = {
  ...commonFields,
  message: 'text',
  tags: 'keyword',
  'event.action': 'keyword',
  'event.category': 'keyword',
  'event.code': 'keyword',
  'event.duration': 'long',
  'event.id': 'keyword',
  'event.type': 'keyword',
  'log.flags': 'keyword',
  'log.level': 'keyword',
  'log.logger': 'keyword',
  'log.offset': 'long',
  'log.syslog.facility.code': 'long',
  'log.syslog.facility.name': 'keyword',
  'log.syslog.msgid': 'keyword',
  'log.syslog.priority': 'long',
  'log.syslog.procid': 'keyword',
  'log.syslog.severity.code': 'long',
  'log.syslog.severity.name': 'keyword',
  'log.syslog.structured_data': 'flattened',
  'log.syslog.version': 'keyword',
  'kafkainsight.address.forwarded': 'keyword',
  'kafkainsight.address.peer': 'keyword',
  'kafkainsight.address.trusted': 'boolean',
  'kafkainsight.encoding': 'keyword',
  'kafkainsight.json': 'flattened',
  'kafkainsight.line.length_bytes': 'long',
  'kafkainsight.partial': 'boolean',
  'kafkainsight.rest': 'text',
  'kafkainsight.time.inferred': 'keyword',
  'source.address': 'keyword',
  'source.ip': 'ip',
  'source.port': 'long',
  'destination.address': 'keyword',
  'destination.ip': 'ip',
  'destination.port': 'long',
  'client.address': 'keyword',
  'client.ip': 'ip',
  'client.port': 'long',
  'user.email': 'keyword',
  'user.id': 'keyword',
  'user.name': 'keyword',
  'host.hostname': 'keyword',
  'host.name': 'keyword',
  'http.request.body.bytes': 'long',
  'http.request.id': 'keyword',
  'http.request.method': 'keyword',
  'http.request.referrer': 'searchable_keyword',
  'http.response.body.bytes': 'long',
  'http.response.status_code': 'long',
  'http.version': 'keyword',
  'url.domain': 'keyword',
  'url.full': 'searchable_keyword',
  'url.original': 'searchable_keyword',
  'url.path': 'long_keyword',
  'url.port': 'long',
  'url.query': 'long_keyword',
  'user_agent.device.name': 'keyword',
  'user_agent.name': 'keyword',
  'user_agent.original': 'searchable_keyword',
  'user_agent.os.name': 'keyword',
  'user_agent.os.version': 'keyword',
  'user_agent.version': 'keyword',
  'apache.error.module': 'keyword',
  'process.name': 'keyword',
  'process.pid': 'long',
  'process.thread.id': 'long',
  'process.thread.name': 'keyword',
  'error.id': 'keyword',
  'error.stack_trace': 'text',
  'error.type': 'keyword',
  'service.environment': 'keyword',
  'service.name': 'keyword',
  'service.node.name': 'keyword',
  'service.version': 'keyword',
  'span.id': 'keyword',
  'trace.id': 'keyword',
  'transaction.id': 'keyword',
} as const satisfies Fields;

/** Fields of the ledger's entries. */
export const ledgerFields = {
  ...commonFields,
  'event.start': 'date',
  'event.end': 'date',
  'aws.s3.bucket.name': 'keyword',
  'file.size': 'long',
  'kafkainsight.erased.documents': 'long',
  'kafkainsight.erased.pending': 'keyword',
  'kafkainsight.forgotten.kept': 'boolean',
  'kafkainsight.forgotten.stored': 'date',
  'kafkainsight.file.compression': 'keyword',
  'kafkainsight.file.etag': 'keyword',
  'kafkainsight.file.format': 'keyword',
  'kafkainsight.file.parts': 'long',
  'kafkainsight.file.version_id': 'keyword',
  'kafkainsight.part.bytes': 'long',
  'kafkainsight.part.end': 'long',
  'kafkainsight.part.error.code': 'keyword',
  'kafkainsight.part.error.message': 'text',
  'kafkainsight.part.first_event': 'date',
  'kafkainsight.part.hash': 'keyword',
  'kafkainsight.part.last': 'boolean',
  'kafkainsight.part.last_event': 'date',
  'kafkainsight.part.events': 'long',
  'kafkainsight.part.lines': 'long',
  'kafkainsight.part.number': 'long',
  'kafkainsight.part.produced': 'long',
  'kafkainsight.part.start': 'long',
  'kafkainsight.part.text': 'long',
  'kafkainsight.part.unparsed': 'long',
  'kafkainsight.part.unread': 'keyword',
} as const satisfies Fields;

/** Fields of dead letters, as far as they are searched; the object in the bucket holds the rest. */
export const deadLetterFields = {
  ...commonFields,
  'aws.s3.bucket.name': 'keyword',
  'aws.s3.object.key': 'searchable_keyword',
  'kafkainsight.dead_letter.id': 'keyword',
  'kafkainsight.dead_letter.index': 'keyword',
  'kafkainsight.dead_letter.kind': 'keyword',
} as const satisfies Fields;

/** A field that log documents may have. */
export type LogField = keyof typeof logFields;
