import type { PartProgress } from '../../core/files/part-progress.ts';
import type { Claim, PartSums, WholeLines } from '../../core/files/part-state.ts';
import type { FormatChoice } from '../../core/format-table.ts';
import type { Batch, BatchBuilder } from '../../core/records/batches.ts';
import type { FileTools } from './file-tools.ts';
import { emptyTally, type LineTally, type PartLineReader } from './line-readers.ts';
import type { OpenState } from './part-states.ts';

/** What there is where a part is claimed to begin in some way. */
interface FoundBeginning {
  /** Of its bytes up to `claimEnd`; absent where the content ends before that. */
  readonly hash: string | undefined;
  readonly beginsLine: boolean;
  /** Of the bytes before it, see Claim. */
  readonly before: string | undefined;
}

/** What is kept of the lines that were read, for an invocation that continues. */
type LinesProgress = Pick<PartProgress, 'format' | 'sums' | 'skipped' | 'beforeLine' | 'whole'>;

/** The lines of a part while they are read. */
export interface PartLines {
  /** Where the bytes end of which it is not known yet whether they are those that were produced before; lines before it are passed over. */
  readonly claimEnd: () => number | undefined;
  /** As which its first line is read; absent until there is one. */
  readonly format: () => FormatChoice | undefined;
  /** What the lines after those that were read are read as; absent until there is one. */
  readonly choice: () => FormatChoice | undefined;
  /** Compares the bytes up to `claimEnd`: false if they differ, or if another invocation was faster; then the part has to be opened again. */
  readonly confirm: (found: FoundBeginning) => Promise<boolean>;
  /** What reads an event of `lines` lines that begins in the part at byte `lineStart`, the first one as `first`; undefined where it was produced before. */
  readonly begin: (lineStart: number, lines: number, first: FormatChoice) => PartLineReader | undefined;
  /** The next line is handed out event by event. */
  readonly beginLongLine: () => void;
  /** All lines that end in the part were read; the next one begins at `end`, in a long line of which events were read where `isLong`. */
  readonly markWhole: (end: number, isLong: boolean) => void;
  readonly tally: Readonly<LineTally>;
  readonly sums: () => PartSums;
  /** Absent until they are read. */
  readonly whole: () => WholeLines | undefined;
  /** What was read so far, and as what the next lines are read; absent where nothing was. */
  readonly progress: () => LinesProgress | undefined;
  /** What was produced of the part before, if its content begins so. */
  readonly claim: Claim | undefined;
}

/**
 * Reads the lines of a part as its state says; their records go into the batches, and those that are full into `full`.
 *
 * @param progress of an earlier invocation; absent where the lines are read from the part's start
 */
export function readLines(
  { file, lineReader }: FileTools,
  { state, progress }: { readonly state?: OpenState | undefined; readonly progress?: PartProgress | undefined },
  batches: BatchBuilder,
  full: Batch[],
): PartLines {
  const plan = state?.plan ?? { kind: 'whole' };
  const claim = plan.kind === 'grown' ? plan.claim : undefined;
  const from = plan.kind === 'older' ? plan.from : 0;
  const version = plan.kind === 'older' ? plan.version : file.storedMillis;
  const before = progress ?? (claim && { sums: claim.sums, skipped: claim.sums.produced });
  const tally: LineTally = { ...emptyTally(), ...before?.sums, skipped: before?.skipped ?? 0 };
  const output = { batches, tally, from, keep: (batch: Batch) => full.push(batch) };
  let isConfirmed = claim === undefined;
  let format = progress && file.format;
  let reader = progress && lineReader({ version, format: progress.format }, output);
  let beforeLongLine = progress?.beforeLine;
  let whole = progress?.whole;

  return {
    ...{ tally, claim },
    claimEnd: () => (isConfirmed ? undefined : claim?.end),
    format: () => format,
    choice: () => reader?.choice,
    sums: () => sumsOf(tally),
    whole: () => whole,
    progress: () =>
      reader && {
        ...{ format: reader.choice, sums: sumsOf(tally), skipped: tally.skipped },
        ...(beforeLongLine !== undefined && { beforeLine: beforeLongLine }),
        ...(whole !== undefined && { whole }),
      },
    async confirm({ hash, beginsLine, before }) {
      const isSame = hash === claim?.hash && beginsLine === claim?.beginsLine && before === claim.before;
      if (!isSame) await state?.contradict();
      isConfirmed = isSame && (await state?.grow()) === true;
      return isConfirmed;
    },
    begin(lineStart, lines, first) {
      if (claim !== undefined && (!isConfirmed || lineStart < claim.end)) return undefined;
      format ??= first;
      tally.lines += lines;
      return (reader ??= lineReader({ version, format }, output));
    },
    beginLongLine() {
      beforeLongLine = sumsOf(tally);
    },
    markWhole(end, isLong) {
      whole ??= { end, sums: (isLong ? beforeLongLine : undefined) ?? sumsOf(tally) };
    },
  };
}

function sumsOf({
  lines,
  events,
  produced,
  unparsed,
  text,
  untimed,
  firstEventMillis,
  lastEventMillis,
}: LineTally): PartSums {
  return {
    ...{ lines, events, produced, unparsed, text, untimed },
    ...(firstEventMillis <= lastEventMillis && { firstEventMillis, lastEventMillis }),
  };
}
