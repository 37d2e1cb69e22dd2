/** An attribute. */
export const textAttribute = (key: string, stringValue: string): object => ({ key, value: { stringValue } });
/** opentelemetry-proto, examples/logs.json, with the numbers of 64 bits as texts, as the Collector writes them. */
export const RECORD = {
  timeUnixNano: '1544712660300000000',
  observedTimeUnixNano: '1544712660300000000',
  severityNumber: 10,
  severityText: 'Information',
  traceId: '5B8EFFF798038103D269B633813FC60C',
  spanId: 'EEE19B7EC3C1B174',
  body: { stringValue: 'Example log record' },
  attributes: [
    textAttribute('string.attribute', 'some string'),
    { key: 'boolean.attribute', value: { boolValue: true } },
    { key: 'int.attribute', value: { intValue: '10' } },
    { key: 'double.attribute', value: { doubleValue: 637.704 } },
    { key: 'array.attribute', value: { arrayValue: { values: [{ stringValue: 'many' }, { stringValue: 'values' }] } } },
    { key: 'map.attribute', value: { kvlistValue: { values: [textAttribute('some.map.key', 'some value')] } } },
  ],
};
/** The scope of the same. */
export const SCOPE = {
  name: 'my.library',
  version: '1.0.0',
  attributes: [textAttribute('my.scope.attribute', 'some scope attribute')],
};
const RESOURCE = { attributes: [textAttribute('service.name', 'my.service')] };
/** A line of records of one resource and scope. */
export const logsOf = (records: readonly object[], resource: object = RESOURCE, scope: object = SCOPE): string =>
  JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: records }] }] });
/** A record with a time and nothing else. */
export const TIMED = { timeUnixNano: '1795341772123456789' };
