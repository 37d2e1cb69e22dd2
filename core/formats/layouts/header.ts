import { CARRIAGE_RETURN, LINE_FEED } from '../../bytes/ascii.ts';
import { type FormatChoice, labelOf } from '../../format-table.ts';
import type { Layout } from '../../layout.ts';
import { layoutOfCloudFrontLine } from './cloudfront.ts';
import { layoutOfFlowHeader } from './flow-logs.ts';
import { isDirective, layoutOfDirective, layoutOfDirectives } from './w3c.ts';
import { layoutOfZeekHeader, layoutOfZeekLine } from './zeek.ts';

/** Whether lines of such a file say how those after them are read: then it is continued from part to part, not split. */
export function hasHeader(format: FormatChoice): boolean {
  const label = labelOf(format);
  return label === 'w3c' || label === 'vpcflow' || label === 'zeek';
}

/** Whether the line `bytes[start, end)` of a file that {@link hasHeader} is about the lines after it, and no event. */
export function isHeaderLine(format: FormatChoice, bytes: Buffer, start: number, end: number): boolean {
  if (labelOf(format) === 'vpcflow') return layoutOfFlowHeader(bytes, start, end) !== undefined;
  return isDirective(bytes, start);
}

/** The layout of the lines after a line that {@link isHeaderLine}, where those before it were read as another; undefined where it says nothing of it. */
export function layoutOfHeaderLine(
  bytes: Buffer,
  start: number,
  end: number,
  before: FormatChoice,
): Layout | undefined {
  if (typeof before === 'object' && 'zeek' in before) return layoutOfZeekLine(bytes, start, end, before.zeek);
  return isDirective(bytes, start) ? layoutOfDirective(bytes, start, end) : layoutOfFlowHeader(bytes, start, end);
}

/** The layout that the header says with which a file begins, or a line whose columns are certain without; undefined where it begins with anything else. */
export function layoutOfHeader(beginning: Buffer): Layout | undefined {
  const feed = beginning.indexOf(LINE_FEED);
  if (feed === -1) return undefined;
  const end = beginning[feed - 1] === CARRIAGE_RETURN ? feed - 1 : feed;
  return (
    layoutOfZeekHeader(beginning) ??
    layoutOfDirectives(beginning) ??
    layoutOfFlowHeader(beginning, 0, end) ??
    layoutOfCloudFrontLine(beginning, 0, end)
  );
}
