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
  'aws.cloudwatch.log_group': 'keyword',
  'aws.cloudwatch.log_stream': 'keyword',
  'cloud.account.id': 'keyword',
  'log.flags': 'keyword',
  'log.level': 'keyword',
  'log.logger': 'keyword',
  'log.offset': 'long',
  'log.origin.file.line': 'long',
  'log.origin.file.name': 'keyword',
  'log.origin.function': 'keyword',
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
  'kafkainsight.envelope.fields': 'flattened',
  'kafkainsight.envelope.incomplete': 'boolean',
  'kafkainsight.fields': 'flattened',
  'kafkainsight.json': 'flattened',
  'kafkainsight.line.length_bytes': 'long',
  'kafkainsight.partial': 'boolean',
  'kafkainsight.pattern.id': 'keyword',
  'kafkainsight.rest': 'text',
  'kafkainsight.stored': 'boolean',
  'kafkainsight.time.inferred': 'keyword',
  'source.address': 'keyword',
  'source.as.number': 'long',
  'source.as.organization.name': 'keyword',
  'source.geo.country_iso_code': 'keyword',
  'source.ip': 'ip',
  'source.port': 'long',
  'destination.address': 'keyword',
  'destination.ip': 'ip',
  'destination.port': 'long',
  'client.address': 'keyword',
  'client.ip': 'ip',
  'client.port': 'long',
  'group.name': 'keyword',
  'user.effective.name': 'keyword',
  'user.email': 'keyword',
  'user.id': 'keyword',
  'user.name': 'keyword',
  'user.target.name': 'keyword',
  'container.id': 'keyword',
  'container.image.name': 'keyword',
  'container.name': 'keyword',
  'kubernetes.container.name': 'keyword',
  'kubernetes.namespace': 'keyword',
  'kubernetes.node.name': 'keyword',
  'kubernetes.pod.name': 'keyword',
  'kubernetes.pod.uid': 'keyword',
  stream: 'keyword',
  'systemd.unit': 'keyword',
  'host.hostname': 'keyword',
  'host.name': 'keyword',
  'http.request.body.bytes': 'long',
  'http.request.bytes': 'long',
  'http.request.id': 'keyword',
  'http.request.method': 'keyword',
  'http.request.referrer': 'searchable_keyword',
  'http.response.body.bytes': 'long',
  'http.response.bytes': 'long',
  'http.response.status_code': 'long',
  'http.version': 'keyword',
  'url.domain': 'keyword',
  'url.full': 'searchable_keyword',
  'url.original': 'searchable_keyword',
  'url.path': 'long_keyword',
  'url.port': 'long',
  'url.query': 'long_keyword',
  'url.scheme': 'keyword',
  'user_agent.device.name': 'keyword',
  'user_agent.name': 'keyword',
  'user_agent.original': 'searchable_keyword',
  'user_agent.os.name': 'keyword',
  'user_agent.os.version': 'keyword',
  'user_agent.version': 'keyword',
  'apache.error.module': 'keyword',
  'nginx.error.connection_id': 'long',
  'process.command_line': 'searchable_keyword',
  'mongodb.log.component': 'keyword',
  'mongodb.log.context': 'keyword',
  'mysql.thread_id': 'long',
  'postgresql.log.application_name': 'keyword',
  'postgresql.log.database': 'keyword',
  'event.provider': 'keyword',
  'service.type': 'keyword',
  'process.name': 'keyword',
  'process.pid': 'long',
  'process.thread.id': 'long',
  'process.thread.name': 'keyword',
  'system.auth.ssh.event': 'keyword',
  'system.auth.ssh.method': 'keyword',
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

/**
 * Numbers and times of log documents by which few look for lines: no tree of points is kept of them, which was 2 to 5 % of an index of
 * access lines. Both engines read their doc values instead, which is as right, and slower where nothing else
 * narrows the search (OpenSearch 2.12 and Elasticsearch 8.1 or later).
 */
export const scannedFields: ReadonlySet<string> = new Set<LogField>([
  'event.ingested',
  'file.mtime',
  'kafkainsight.file.version',
  'kafkainsight.line.length_bytes',
  'kafka.partition',
  'kafka.offset',
  'log.offset',
  'http.request.body.bytes',
  'http.request.bytes',
  'http.response.body.bytes',
  'http.response.bytes',
  'client.port',
  'destination.port',
  'source.as.number',
  'source.port',
  'process.pid',
  'process.thread.id',
]);

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
  'kafkainsight.file.provisional': 'boolean',
  'kafkainsight.file.version_id': 'keyword',
  'kafkainsight.part.bytes': 'long',
  'kafkainsight.part.contains': 'keyword',
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
  'kafkainsight.part.replaces': 'keyword',
  'kafkainsight.part.since': 'date',
  'kafkainsight.part.skipped': 'long',
  'kafkainsight.part.start': 'long',
  'kafkainsight.part.text': 'long',
  'kafkainsight.part.unparsed': 'long',
  'kafkainsight.part.unread': 'keyword',
  'kafkainsight.part.untimed': 'long',
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

/** What findings and their cases have in common. */
const commonFindingFields = {
  '@timestamp': 'date',
  'event.dataset': 'keyword',
  'event.kind': 'keyword',
  'event.id': 'keyword',
  'event.start': 'date',
  'event.end': 'date',
  'event.ingested': 'date',
  message: 'text',
  'rule.name': 'keyword',
  'rule.version': 'keyword',
  'kafkainsight.finding.confidence': 'keyword',
  'kafkainsight.finding.entity': 'keyword',
} as const satisfies Fields;

/** Fields of findings; the lines that prove one are in the document, and not indexed. */
export const findingFields = {
  ...commonFindingFields,
  'kafkainsight.finding.case': 'keyword',
  'kafkainsight.finding.entity_field': 'keyword',
  'kafkainsight.finding.numbers': 'flattened',
  'kafkainsight.finding.status': 'keyword',
} as const satisfies Fields;

/** Fields of cases, and of what somebody does not want to see. */
export const caseFields = {
  ...commonFindingFields,
  'kafkainsight.case.cause': 'keyword',
  'kafkainsight.case.entities': 'long',
  'kafkainsight.case.findings': 'long',
  'kafkainsight.case.merged_into': 'keyword',
  'kafkainsight.case.state': 'keyword',
} as const satisfies Fields;

/** Fields of the tallies that findings are judged by. */
export const baselineFields = {
  'event.dataset': 'keyword',
  'event.id': 'keyword',
  'event.start': 'date',
  'event.ingested': 'date',
  'rule.name': 'keyword',
  'rule.version': 'keyword',
  'kafkainsight.finding.entity': 'keyword',
  'kafkainsight.baseline.hits': 'long',
  'kafkainsight.baseline.total': 'long',
} as const satisfies Fields;

/** A field that log documents may have. */
export type LogField = keyof typeof logFields;
