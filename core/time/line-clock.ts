import { wordsOf } from '../bytes/byte-view.ts';
import { field, Fragment } from '../bytes/document-keys.ts';
import { MAX_TIME_MILLIS, MIN_TIME_MILLIS } from '../bytes/iso.ts';
import { KnownText } from '../bytes/known-text.ts';
import { DAY_MILLIS, dayNumber, MINUTE_MILLIS, SECOND_MILLIS, twoDigits } from './time.ts';
import { type ZoneOffset, zoneOffset } from './zone.ts';

/** How the times of one file's lines are to be read; see the fields of Source. */
export interface ClockOptions {
  /** Epoch milliseconds of the file's modification, or of another producer's record. */
  readonly modifiedMillis: number;
  /** The time of a line without any, epoch milliseconds. Default: `modifiedMillis`. */
  readonly untimedMillis?: number | undefined;
  readonly timeZone?: string | undefined;
  readonly ignoreOffset?: boolean | undefined;
}

/** No zone is further from UTC. */
const MAX_OFFSET_MILLIS = DAY_MILLIS;
/** The longest wait for a 29 February: 1896 to 1904. */
const MAX_YEARS_BACK = 9;

/** More than the longest time that is remembered. */
const MAX_TIME_BYTES = 32;
/** Of a time's seconds. */
const SECONDS_BYTES = 2;
const MINUTE_SECONDS = 60;

const NOTHING = new Fragment('');

/** What may be missing from a line's time, as bits. */
const YEAR = 1;
const ZONE = 2;
const ALL = 4;
const INFERRED_FIELDS = [[], ['year'], ['zone'], ['year', 'zone'], ['time']].map(
  (names) => new Fragment(names.length === 0 ? '' : field('kafkainsight.time.inferred', names)),
);

/**
 * Completes the times that lines print into instants, from the line, the source's configuration and the file's
 * modification time alone: never from the moment of processing, and without memory of other lines. It notes what it had
 * to infer for the current line. All results are epoch milliseconds, NaN for a time that does not exist.
 */
export class LineClock {
  readonly #untimedMillis: number;
  readonly #latestMillis: number;
  readonly #latestYear: number;
  readonly #ignoreOffset: boolean;
  /** Undefined where it is always zero. */
  readonly #offset: ZoneOffset | undefined;
  readonly #zoneInferred: number;
  #inferred = 0;
  readonly #recentText = new KnownText(new Uint8Array(MAX_TIME_BYTES));
  #recentMillis = NaN;
  #recentInferred = 0;
  /** The minute that was last remembered: what is before its seconds, and after them. */
  readonly #minuteText = new KnownText(new Uint8Array(MAX_TIME_BYTES));
  readonly #zoneText = new KnownText(new Uint8Array(MAX_TIME_BYTES));
  #minuteMillis = NaN;
  #minuteInferred = 0;

  /** Errors: TIME_ZONE_UNKNOWN. */
  constructor({ modifiedMillis, untimedMillis = modifiedMillis, timeZone, ignoreOffset = false }: ClockOptions) {
    this.#untimedMillis = nearestTime(untimedMillis);
    this.#latestMillis = nearestTime(modifiedMillis) + DAY_MILLIS;
    this.#latestYear = new Date(this.#latestMillis + MAX_OFFSET_MILLIS).getUTCFullYear();
    this.#ignoreOffset = ignoreOffset;
    this.#offset = timeZone === undefined || timeZone === 'UTC' ? undefined : zoneOffset(timeZone);
    this.#zoneInferred = timeZone === undefined ? ZONE : 0;
  }

  /** Forgets what was inferred: the next line begins. */
  reset(): void {
    this.#inferred = 0;
  }

  /**
   * The instant of `bytes[start, start + lengthBytes)` where it is, to the byte, the time that was last remembered; else NaN.
   * Lines of one second follow each other, and the same text always is the same instant, so this is no memory of lines.
   */
  recall(bytes: Buffer, start: number, lengthBytes: number): number {
    if (this.#recentText.lengthBytes !== lengthBytes) return NaN;
    if (!this.#recentText.isAt(wordsOf(bytes), start, bytes.length)) return NaN;
    this.#inferred = this.#recentInferred;
    return this.#recentMillis;
  }

  /** Remembers the result for a time that its text alone determines, and returns it. */
  remember(bytes: Buffer, start: number, lengthBytes: number, millis: number): number {
    if (Number.isNaN(millis)) return NaN;
    this.#recentText.set(wordsOf(bytes), start, lengthBytes);
    this.#recentMillis = millis;
    this.#recentInferred = this.#inferred;
    return millis;
  }

  /**
   * The instant of a time that only its seconds, two digits at `start + secondsIndex`, distinguish from the one that was last remembered;
   * else NaN. Lines follow each other, and within a minute no offset changes ({@link zoneOffset}), so this is no memory of lines either.
   */
  recallMinute(bytes: Buffer, start: number, secondsIndex: number): number {
    const words = wordsOf(bytes);
    if (!this.#minuteText.isAt(words, start, bytes.length)) return NaN;
    if (!this.#zoneText.isAt(words, start + secondsIndex + SECONDS_BYTES, bytes.length)) return NaN;
    const seconds = twoDigits(bytes, start + secondsIndex);
    if (!(seconds < MINUTE_SECONDS)) return NaN;
    this.#inferred = this.#minuteInferred;
    return this.#minuteMillis + seconds * SECOND_MILLIS;
  }

  /** Remembers the minute of a time for {@link recallMinute}, and returns its instant. */
  rememberMinute(bytes: Buffer, start: number, secondsIndex: number, lengthBytes: number, millis: number): number {
    const seconds = twoDigits(bytes, start + secondsIndex);
    if (Number.isNaN(millis) || seconds >= MINUTE_SECONDS) return millis;
    const words = wordsOf(bytes);
    const zoneIndex = secondsIndex + SECONDS_BYTES;
    this.#minuteText.set(words, start, secondsIndex);
    this.#zoneText.set(words, start + zoneIndex, lengthBytes - zoneIndex);
    this.#minuteMillis = millis - seconds * SECOND_MILLIS;
    this.#minuteInferred = this.#inferred;
    return millis;
  }

  /** A local time that the line prints with its offset from UTC. */
  zoned(localMillis: number, offsetMinutes: number): number {
    if (this.#ignoreOffset && !Number.isNaN(offsetMinutes)) return this.zoneless(localMillis);
    const instant = bounded(localMillis - offsetMinutes * MINUTE_MILLIS);
    if (!Number.isNaN(instant)) this.#inferred = 0;
    return instant;
  }

  /** A local time that names no zone: it is the source's, by default UTC. */
  zoneless(localMillis: number): number {
    const instant = this.#instant(localMillis);
    if (!Number.isNaN(instant)) this.#inferred = this.#zoneInferred;
    return instant;
  }

  /**
   * A local time without year, and without zone unless `offsetMinutes` is a number: of the years in which the date exists, the latest that
   * does not put it more than a day after the file's modification.
   */
  yearless(month: number, day: number, timeOfDayMillis: number, offsetMinutes = NaN): number {
    const isZoned = !Number.isNaN(offsetMinutes) && !this.#ignoreOffset;
    const earliestYear = Math.max(0, this.#latestYear - MAX_YEARS_BACK);
    for (let year = this.#latestYear; year >= earliestYear; year--) {
      const localMillis = dayNumber(year, month, day) * DAY_MILLIS + timeOfDayMillis;
      // Reading the zone is dear, and most often not needed to see that this is a year too late.
      if (localMillis - MAX_OFFSET_MILLIS > this.#latestMillis) continue;
      const instant = isZoned ? bounded(localMillis - offsetMinutes * MINUTE_MILLIS) : this.#instant(localMillis);
      if (!(instant <= this.#latestMillis)) continue;
      this.#inferred = (isZoned ? 0 : this.#zoneInferred) | YEAR;
      return instant;
    }
    return NaN;
  }

  /** A line without any time gets that of {@link ClockOptions.untimedMillis}. */
  none(): number {
    this.#inferred = ALL;
    return this.#untimedMillis;
  }

  /** How much was inferred of the current line's time: the more, the greater. */
  get inferred(): number {
    return this.#inferred;
  }

  /** Goes back to another time of the current line, of which {@link inferred} was this. */
  resume(inferred: number): void {
    this.#inferred = inferred;
  }

  /** Whether the current line has a time, if not a whole one. */
  get isTimed(): boolean {
    return this.#inferred !== ALL;
  }

  /** The field `kafkainsight.time.inferred`, ready-made; empty where nothing was inferred. */
  get inferredField(): Fragment {
    return INFERRED_FIELDS[this.#inferred] ?? NOTHING;
  }

  #instant(localMillis: number): number {
    if (this.#offset === undefined || Number.isNaN(localMillis)) return bounded(localMillis);
    return bounded(localMillis - this.#offset(localMillis));
  }
}

/** The nearest time that four digits of a year can print. */
function nearestTime(millis: number): number {
  return Math.min(Math.max(Math.trunc(millis), MIN_TIME_MILLIS), MAX_TIME_MILLIS);
}

/** A document's time has a year of four digits. */
function bounded(millis: number): number {
  return millis >= MIN_TIME_MILLIS && millis <= MAX_TIME_MILLIS ? millis : NaN;
}
