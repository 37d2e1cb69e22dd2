import type { DataViewName } from '../../../dashboards/definition.ts';
import type {
  ExtentAnswer,
  Extents,
  FindingsAnswer,
  LinesAnswer,
  NeighboursAnswer,
  PanelAnswer,
  RawLineAnswer,
  ReachAnswer,
  ReportAnswer,
  SearchAnswer,
  SiteAnswer,
  TailAnswer,
  UncountedAnswer,
  ValuesAnswer,
} from '../protocol.ts';
import { shownZone } from './text.ts';
import { type Filter, resolveRange, type View } from './view.ts';

/** The server's responses, by kind of question. */
interface Answers {
  readonly panel: PanelAnswer;
  readonly report: ReportAnswer;
  readonly lines: LinesAnswer;
  readonly tail: TailAnswer;
  readonly neighbours: NeighboursAnswer;
  readonly findings: FindingsAnswer;
  readonly values: ValuesAnswer;
  readonly search: SearchAnswer;
  readonly reach: ReachAnswer;
  readonly extent: ExtentAnswer;
  readonly uncounted: UncountedAnswer;
  readonly site: SiteAnswer;
}

/** Answers that come step by step. */
interface SteppedAnswers {
  readonly 'raw-line': RawLineAnswer;
}

/** The scope of a question, as sent. */
export interface SentScope {
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
  readonly filters: readonly Filter[];
  readonly search: string;
  readonly withoutStory: boolean;
}

/** The documents of a view. */
export interface Shown {
  readonly extents: Extents;
  readonly withoutStory: boolean;
}

/** Hides the story of the first start once there are logs of the reader's own, unless the reader shows it. */
export function shownOf({ story }: View, { extents, ownExtents }: Pick<ExtentAnswer, 'extents' | 'ownExtents'>): Shown {
  return ownExtents === undefined || story
    ? { extents, withoutStory: false }
    : { extents: ownExtents, withoutStory: true };
}

/** The server is gone, or returned an error; the message is for the reader. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
  /** What was asked is wrong, and not the server. */
  readonly isOfQuestion: boolean;

  constructor(message: string, options: ErrorOptions & { readonly isOfQuestion?: boolean } = {}) {
    super(message, options);
    this.isOfQuestion = options.isOfQuestion ?? false;
  }
}

/** The scope of a data view, with all filters of the view. A search is about log lines only. */
export function scopeFor(view: View, dataView: DataViewName, { extents, withoutStory }: Shown): SentScope {
  return {
    ...resolveRange(view.range, dataView, extents),
    timeZone: shownZone(),
    filters: view.filters,
    search: dataView === 'logs' ? view.search : '',
    withoutStory,
  };
}

/**
 * Asks the server.
 *
 * @throws AnswerError; the signal's reason where it was aborted
 */
export async function ask<Kind extends keyof Answers>(
  kind: Kind,
  question: object,
  signal: AbortSignal,
): Promise<Answers[Kind]> {
  const response = await post(kind, question, signal);
  return (await response.json()) as Answers[Kind];
}

/**
 * Asks what the server answers in steps, each a line of JSON. Ending the iteration does not end the request: the signal does.
 *
 * @throws AnswerError; the signal's reason where it was aborted
 */
export async function* askForSteps<Kind extends keyof SteppedAnswers>(
  kind: Kind,
  question: object,
  signal: AbortSignal,
): AsyncGenerator<SteppedAnswers[Kind], void> {
  const { body } = await post(kind, question, signal);
  if (body === null) return;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let held = '';
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const lines = (held + read.value).split('\n');
    held = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as SteppedAnswers[Kind];
  }
}

async function post(kind: string, question: object, signal: AbortSignal): Promise<Response> {
  const response = await fetch(`api/${kind}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(question),
    signal,
  }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new AnswerError('The page’s server does not answer. Is `npm start` still running?', { cause });
  });
  if (response.ok) return response;
  const { message = 'The server could not answer.' } = (await response.json()) as { readonly message?: string };
  throw new AnswerError(message, { isOfQuestion: response.status === 400 });
}
