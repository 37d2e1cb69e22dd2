import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { NumberReading } from '../../core/ports.ts';

/** Texts, and numbers outside them. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;
/** As many decimal digits survive in a double whatever they are (IEEE 754, binary64). */
const SAFE_DIGITS = 15;

/** Parses JSON; numbers as `NumberReading` says. */
export function parseWithNumbers(json: string, numbers: NumberReading): unknown {
  return JSON.parse(json.replaceAll(TOKENS, (token) => (isKept(token, numbers) ? token : `"${token}"`)));
}

/** Reads a response to its end. What is no JSON is returned as it is: who asked sees that it is no answer. */
export async function readWithNumbers(response: unknown, numbers: NumberReading): Promise<unknown> {
  const said = await text(response as Readable);
  try {
    return parseWithNumbers(said, numbers);
  } catch {
    return said;
  }
}

function isKept(token: string, numbers: NumberReading): boolean {
  if (token.startsWith('"') || String(Number(token)) === token) return true;
  return numbers === 'exact' && Number.isFinite(Number(token)) && digitsOf(token).length <= SAFE_DIGITS;
}

/** The digits that say the value: without exponent, and without zeros before and behind. */
function digitsOf(number: string): string {
  const [mantissa = ''] = number.split(/e/i);
  return mantissa.replaceAll(/[-.]/g, '').replaceAll(/^0+|0+$/g, '');
}
