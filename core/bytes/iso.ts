import { ZERO } from './ascii.ts';

const SECOND_MILLIS = 1_000;
const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3_600;
const MINUTE_SECONDS = 60;

/** Bytes of `2026-11-22T10:02:52.000Z`, and where its parts are. */
const TEXT_BYTES = 24;
const HOUR_INDEX = 11;
const MINUTE_INDEX = 14;
const SECOND_INDEX = 17;
const MILLIS_INDEX = 20;
/** 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z: what fits four digits of a year. */
export const MIN_TIME_MILLIS = -62_167_219_200_000;
export const MAX_TIME_MILLIS = 253_402_300_799_999;

/** Writes times as ISO 8601 in UTC with milliseconds. Lines of one day follow each other, so the day's text is kept, and the second's. */
export class IsoWriter {
  readonly #text = new DataView(new ArrayBuffer(TEXT_BYTES));
  #day = NaN;
  #second = NaN;

  /** Writes 24 bytes, `2026-11-22T10:02:52.000Z`, at `position`; `timeMillis` is a whole number from MIN_TIME_MILLIS to MAX_TIME_MILLIS. */
  write(target: DataView, position: number, timeMillis: number): void {
    const text = this.#text;
    const second = Math.floor(timeMillis / SECOND_MILLIS);
    if (second !== this.#second) this.#keepSecond(second);
    // ASCII is never the NaN whose bits moving a Float64 might change.
    target.setFloat64(position, text.getFloat64(0, true), true);
    target.setFloat64(position + 8, text.getFloat64(8, true), true);
    target.setFloat64(position + 16, text.getFloat64(16, true), true);
    const millis = timeMillis - second * SECOND_MILLIS;
    if (millis > 0) writeMillis(target, position + MILLIS_INDEX, millis);
  }

  #keepSecond(second: number): void {
    this.#second = second;
    const day = Math.floor(second / DAY_SECONDS);
    if (day !== this.#day) {
      this.#day = day;
      new Uint8Array(this.#text.buffer).set(Buffer.from(new Date(second * SECOND_MILLIS).toISOString(), 'latin1'));
    }
    const secondOfDay = (second - day * DAY_SECONDS) | 0;
    const hour = (secondOfDay / HOUR_SECONDS) | 0;
    const secondOfHour = secondOfDay - hour * HOUR_SECONDS;
    const minute = (secondOfHour / MINUTE_SECONDS) | 0;
    writeTwoDigits(this.#text, HOUR_INDEX, hour);
    writeTwoDigits(this.#text, MINUTE_INDEX, minute);
    writeTwoDigits(this.#text, SECOND_INDEX, secondOfHour - minute * MINUTE_SECONDS);
  }
}

function writeTwoDigits(target: DataView, position: number, value: number): void {
  const tens = (value / 10) | 0;
  target.setUint8(position, ZERO + tens);
  target.setUint8(position + 1, ZERO + value - tens * 10);
}

function writeMillis(target: DataView, position: number, millis: number): void {
  const hundreds = (millis / 100) | 0;
  const tens = ((millis / 10) | 0) - hundreds * 10;
  target.setUint8(position, ZERO + hundreds);
  target.setUint8(position + 1, ZERO + tens);
  target.setUint8(position + 2, ZERO + millis - hundreds * 100 - tens * 10);
}
