import type { DataViewName } from '../../../dashboards/definition.ts';
import type { ExtentAnswer, Extents, LinesAnswer, PanelAnswer, SearchAnswer, ValuesAnswer } from '../protocol.ts';
import { timeZone } from './text.ts';
import { type Filter, resolveRange, type View } from './view.ts';

/** What the server answers to, and with what. */
interface Answers {
  readonly panel: PanelAnswer;
  readonly lines: LinesAnswer;
  readonly values: ValuesAnswer;
  readonly search: SearchAnswer;
  readonly extent: ExtentAnswer;
}

/** The scope of a question, as it is sent. */
export interface SentScope {
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
  readonly filters: readonly Filter[];
  readonly search: string;
  readonly withoutStory: boolean;
}

/** Which documents a view is of. */
export interface Shown {
  readonly extents: Extents;
  readonly withoutStory: boolean;
}

/** The story of the first start ends with the first logs of the reader's own, unless the reader wants it to go on. */
export function shownOf({ story }: View, { extents, ownExtents }: ExtentAnswer): Shown {
  return ownExtents === undefined || story
    ? { extents, withoutStory: false }
    : { extents: ownExtents, withoutStory: true };
}

/** The server is gone, or could not answer; the message is for the reader. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
}

/** The scope of a panel of a data view. Filters and words are about log lines; they mean nothing to the other views. */
export function scopeFor(view: View, dataView: DataViewName, { extents, withoutStory }: Shown): SentScope {
  const isLogs = dataView === 'logs';
  return {
    ...resolveRange(view.range, dataView, extents),
    timeZone,
    filters: isLogs ? view.filters : [],
    search: isLogs ? view.search : '',
    withoutStory,
  };
}

/**
 * Asks the server.
 *
 * @throws AnswerError; the signal's own reason where it was aborted
 */
export async function ask<Kind extends keyof Answers>(
  kind: Kind,
  question: object,
  signal: AbortSignal,
): Promise<Answers[Kind]> {
  const response = await fetch(`api/${kind}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
    signal,
  }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new AnswerError('The page’s server does not answer. Is `npm start` still running?', { cause });
  });
  const answer = (await response.json()) as Answers[Kind] | { readonly message: string };
  if (response.ok) return answer as Answers[Kind];
  throw new AnswerError('message' in answer ? answer.message : 'The server could not answer.');
}
