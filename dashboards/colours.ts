import { errorLevels } from '../core/log-levels.ts';
import type { FieldName, Tone } from './definition.ts';

/** Which colour of a palette a value has that means neither good nor bad. */
export type ColourPlaces = Map<string, number>;

const toneOfLevel = new Map<string, Tone>([
  ...errorLevels.map((level) => [level, 'bad'] as const),
  ['warn', 'warning'],
]);
const toneOfConfidence = new Map<string, Tone>([
  ['high', 'bad'],
  ['medium', 'warning'],
]);
const toneOfOutcome = new Map<string, Tone>([
  ['failure', 'bad'],
  ['success', 'good'],
]);

type ToneOf = (value: string | number) => Tone | undefined;

const toneOfField = new Map<FieldName, ToneOf>([
  ['log.level', (level) => toneOfLevel.get(String(level))],
  ['http.response.status_code', (status) => toneOfStatus(Number(status))],
  ['event.outcome', (outcome) => toneOfOutcome.get(String(outcome))],
  ['kafkainsight.finding.confidence', (confidence) => toneOfConfidence.get(String(confidence))],
]);

/** What a value means, whatever chart it is in: red is failure everywhere. */
export function toneOfValue(field: FieldName, value: string | number): Tone | undefined {
  return toneOfField.get(field)?.(value);
}

/** Classes of RFC 9110 section 15. */
function toneOfStatus(status: number): Tone | undefined {
  if (status >= 500) return 'bad';
  if (status >= 400) return 'warning';
  return status >= 200 && status < 300 ? 'good' : undefined;
}

/** The values of these fields that have a tone, as far as they are listed beforehand. */
export const tonedValues: Readonly<Partial<Record<FieldName, readonly (string | number)[]>>> = {
  'log.level': [...toneOfLevel.keys()],
  'http.response.status_code': [
    200, 201, 204, 206, 400, 401, 403, 404, 405, 408, 409, 429, 499, 500, 501, 502, 503, 504,
  ],
  'event.outcome': [...toneOfOutcome.keys()],
  'kafkainsight.finding.confidence': [...toneOfConfidence.keys()],
};

/** The share of the colour itself in the first, second, … value of one tone in a chart: they must be told apart. */
const SHADES = [1, 0.75, 0.55, 0.4, 0.3];

/** A colour for the n-th value of its tone, from the colour itself towards the background. */
export function shadeOf(colour: string, background: string, nth: number): string {
  const share = SHADES[Math.min(nth, SHADES.length - 1)] ?? 1;
  const [own, other] = [channelsOf(colour), channelsOf(background)];
  if (own === undefined || other === undefined) return colour;
  return `#${own.map((each, index) => hex(each * share + (other[index] ?? 0) * (1 - share))).join('')}`;
}

function channelsOf(colour: string): number[] | undefined {
  const long = /^#([\da-f]{3})$/i.test(colour) ? colour.replaceAll(/[\da-f]/gi, '$&$&') : colour;
  const digits = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(long);
  return digits?.slice(1).map((pair) => Number.parseInt(pair, 16));
}

function hex(channel: number): string {
  return Math.round(channel).toString(16).padStart(2, '0');
}

/**
 * The place of a value among the colours of a palette. It follows from the value, so that it is the same in every panel, on every dashboard and
 * after a reload; only where that colour is taken by another value of the same field, the next free one is.
 */
export function placeOf(field: FieldName, value: string | number, colours: number, places: ColourPlaces): number {
  const key = `${field} ${value}`;
  const known = places.get(key);
  if (known !== undefined) return known;
  const taken = new Set([...places].flatMap(([other, place]) => (other.startsWith(`${field} `) ? [place] : [])));
  const first = hashOf(String(value)) % colours;
  const steps = Array.from({ length: colours }, (_, step) => (first + step) % colours);
  const place = steps.find((step) => !taken.has(step)) ?? first;
  places.set(key, place);
  return place;
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return hash;
}
