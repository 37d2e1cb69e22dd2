import { isDigit } from '../../bytes/ascii.ts';
import type { Layout } from '../../layout.ts';
import type { LineReader } from '../format.ts';
import { flowKind } from './flow-kinds.ts';
import type { ValueKind } from './kind.ts';
import { createLayoutReader } from './read-layout.ts';
import { flowStartAsTime } from './span-kinds.ts';
import { stepsOf } from './steps.ts';
import { type Parsed, PieceList } from './syntax.ts';

const COLUMN = /\$\{([a-z][a-z\d-]*)\}|(\S+)/g;
const NAME = /^[a-z][a-z\d-]*$/;
const HEADER = /^[a-z][a-z\d-]*(?: [a-z][a-z\d-]*)+$/;
/** No header of all columns that there are is longer. */
const MAX_HEADER_BYTES = 2_048;
/** Columns that are words of nothing else: two of them make a header. */
const TELLING: ReadonlySet<string> = new Set([
  ...['srcaddr', 'dstaddr', 'srcport', 'dstport', 'pkt-srcaddr', 'pkt-dstaddr'],
  ...['account-id', 'interface-id', 'vpc-id', 'subnet-id', 'instance-id', 'log-status'],
]);

/**
 * The layout of the lines after the header `bytes[start, end)` of a flow log, as AWS writes it into each file that it delivers to S3:
 * `version account-id interface-id srcaddr …`; undefined where it is none.
 */
export function layoutOfFlowHeader(bytes: Buffer, start: number, end: number): Layout | undefined {
  // as nearly every line of a file that is looked through for headers begins
  if (end - start > MAX_HEADER_BYTES || isDigit(bytes[start])) return undefined;
  const text = bytes.toString('latin1', start, end).trim();
  const telling = HEADER.test(text) ? text.split(' ').filter((column) => TELLING.has(column)) : [];
  return new Set(telling).size > 1 ? { vpcflow: text } : undefined;
}

/** Reads the columns of a flow log, as its header has them or, each in `${}`, its configuration ("LogFormat"). */
export function parseFlow(text: string): Parsed {
  const pieces = new PieceList();
  const found = Array.from(text.matchAll(COLUMN), (match) => ({ at: match.index, column: match[1] ?? match[0] }));
  const hasEnd = found.some(({ column }) => column === 'end');
  for (const [index, { at, column }] of found.entries()) {
    if (!NAME.test(column)) pieces.problem(at, column.length, 'this is no name of a column');
    if (index > 0) pieces.literal(' ', at);
    pieces.value({ kind: kindOf(column, hasEnd), name: column.replaceAll('-', '_'), at, length: column.length });
  }
  return { pieces: pieces.all, escaping: 'none', problems: pieces.problems };
}

/** The end of the interval is the time of a line; its beginning where that is no column. */
function kindOf(column: string, hasEnd: boolean): ValueKind {
  return column === 'start' && !hasEnd ? flowStartAsTime : flowKind(column);
}

/** What reads the lines of a flow log with these columns. */
export function createFlowReader(columns: string): LineReader {
  const { pieces, escaping } = parseFlow(columns);
  return createLayoutReader(stepsOf(pieces, escaping, false), { keptAs: 'aws.vpcflow' });
}
