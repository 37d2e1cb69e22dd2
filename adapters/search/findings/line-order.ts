/**
 * An order in which no two lines are equal, of a file or of a topic; `_id` cannot be sorted by in Elasticsearch 8. What is missing is 0: a
 * number that JSON can hold, so that `search_after` can continue behind it.
 */
export const LINE_ORDER = [
  { '@timestamp': 'asc' },
  ...(
    [
      ['kafkainsight.file.id', 'keyword'],
      ['log.offset', 'long'],
      ['kafka.topic', 'keyword'],
      ['kafka.partition', 'long'],
      ['kafka.offset', 'long'],
    ] as const
  ).map(([field, type]) => ({
    [field]: { order: 'asc', unmapped_type: type, ...(type === 'long' && { missing: 0 }) },
  })),
];
