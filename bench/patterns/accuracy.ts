/** A message as two have grouped it: a person, and we. */
export interface GroupedMessage {
  readonly truth: string;
  readonly found: string;
}

/**
 * Grouping accuracy (Zhu et al., "Tools and Benchmarks for Automated Log Parsing", ICSE-SEIP 2019): the share of messages whose group holds
 * exactly the messages of one true template. NaN of none.
 */
export function groupingAccuracy(messages: readonly GroupedMessage[]): number {
  const byTruth = Map.groupBy(messages, ({ truth }) => truth);
  let right = 0;
  for (const group of Map.groupBy(messages, ({ found }) => found).values()) {
    const [first] = group;
    const isWhole = first !== undefined && byTruth.get(first.truth)?.length === group.length;
    if (isWhole && group.every(({ truth }) => truth === first.truth)) right += group.length;
  }
  return right / messages.length;
}

/** The rows of a CSV file (RFC 4180). */
export function* csvRows(text: string): Generator<string[]> {
  let row: string[] = [];
  for (const [, quoted, bare = '', end = ''] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === ',') continue;
    if (row.length > 1) yield row;
    row = [];
  }
}
