import { counted } from '../../../core/wording.ts';
import type { SearchAnswer } from '../protocol.ts';

/** The notice below the search box. */
export interface SearchNotice {
  readonly headline: string;
  readonly details: readonly string[];
}

/** Says how many lines a search finds; where it finds none, which part of it is the cause, and where else there are matches. */
export function noticeOf({ found, nothing }: SearchAnswer): SearchNotice {
  if (nothing === undefined) return { headline: `${lines(found)} found`, details: [] };
  const { parts, foundAnytime, foundUnfiltered } = nothing;
  const missing = parts.filter((part) => part.found === 0);
  const details = [
    ...parts.map(
      (part) =>
        `${part.text}: ${lines(part.found)}${part.found === 0 && part.hint !== undefined ? `. ${part.hint}` : ''}`,
    ),
    ...(foundAnytime > 0 ? [`At any time, with the same filters: ${lines(foundAnytime)}`] : []),
    ...(foundUnfiltered > 0 ? [`In this time range, without the filters: ${lines(foundUnfiltered)}`] : []),
  ];
  const isTogether = missing.length === 0 && parts.length > 1;
  return {
    headline: isTogether
      ? 'Nothing found: each part matches some lines, but no line matches all of them.'
      : 'Nothing found.',
    details,
  };
}

function lines(number: number): string {
  return number === 0 ? 'no lines' : counted(number, 'line');
}
