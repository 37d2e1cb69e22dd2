import { DAY_MILLIS, HOUR_MILLIS, MINUTE_MILLIS, SECOND_MILLIS } from './time.ts';

const DATE_BYTES = 10;
/** 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z: what fits four digits of a year. */
export const MIN_TIME_MILLIS = -62_167_219_200_000;
export const MAX_TIME_MILLIS = 253_402_300_799_999;

/** Writes times as ISO 8601 in UTC with milliseconds. Lines of one day follow each other, so the day's text is kept. */
export class IsoWriter {
  readonly #date = Buffer.alloc(DATE_BYTES);
  #day = NaN;

  /** Writes 24 bytes, `2026-11-22T10:02:52.000Z`, at `target[position]`; `timeMillis` is a whole number from MIN_TIME_MILLIS to MAX_TIME_MILLIS. */
  write(target: Uint8Array, position: number, timeMillis: number): void {
    const day = Math.floor(timeMillis / DAY_MILLIS);
    if (day !== this.#day) {
      this.#day = day;
      this.#date.write(new Date(timeMillis).toISOString(), 'latin1');
    }
    const date = this.#date;
    for (let index = 0; index < DATE_BYTES; index++) target[position + index] = date[index] ?? 0;
    writeTimeOfDay(target, position + DATE_BYTES, timeMillis - day * DAY_MILLIS);
  }
}

/** Writes `T10:02:52.000Z`. */
function writeTimeOfDay(target: Uint8Array, position: number, millis: number): void {
  const hour = (millis / HOUR_MILLIS) | 0;
  const minute = ((millis / MINUTE_MILLIS) | 0) - hour * 60;
  const seconds = (millis / SECOND_MILLIS) | 0;
  const fraction = millis - seconds * SECOND_MILLIS;
  const hundreds = (fraction / 100) | 0;
  target[position] = 0x54; // T
  writeTwoDigits(target, position + 1, hour);
  target[position + 3] = 0x3a; // :
  writeTwoDigits(target, position + 4, minute);
  target[position + 6] = 0x3a;
  writeTwoDigits(target, position + 7, seconds % 60);
  target[position + 9] = 0x2e; // .
  target[position + 10] = 0x30 + hundreds;
  writeTwoDigits(target, position + 11, fraction - hundreds * 100);
  target[position + 13] = 0x5a; // Z
}

function writeTwoDigits(target: Uint8Array, position: number, value: number): void {
  const tens = (value / 10) | 0;
  target[position] = 0x30 + tens;
  target[position + 1] = 0x30 + value - tens * 10;
}
