import type { Case } from '../findings/cases.ts';
import type { ProvingLine } from '../findings/proof.ts';
import type { Confidence } from '../findings/rule.ts';
import { counted } from '../wording.ts';
import type { Notice } from './plan.ts';

/** A message as every destination can show it. Values come from logs, which anyone may have written: they are one line of plain text. */
export interface Message {
  /** The same whenever the message is sent again. */
  readonly id: string;
  /** The same for all messages about one case. */
  readonly key: string;
  readonly kind: Notice['kind'];
  readonly confidence: Confidence;
  readonly title: string;
  readonly text: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Where lines are that prove it: file, offset and time. Never the lines themselves. */
  readonly proof: readonly string[];
  /** Where the lines are shown. */
  readonly link?: string;
  /** When the case began, or of a summary the earliest; epoch milliseconds. */
  readonly sinceMillis: number;
}

/** What a message says about a case in addition to the case itself. */
export interface CaseContext {
  /** What its rule finds, in one sentence. Absent where the rule exists no longer. */
  readonly sentence?: string;
  readonly proof: readonly ProvingLine[];
  /** Absent where nobody else can open it, as on a laptop. */
  readonly link: string | undefined;
}

const PROVING_LINES_TOLD = 3;
const SOME_ENTITIES = 3;
const SUMMED_CASES = 20;
const MAX_CHARACTERS = 300;

const TITLES = {
  opened: 'Found',
  grown: 'Grown tenfold',
  withdrawn: 'Withdrawn',
} as const satisfies Record<Exclude<Notice['kind'], 'summary'>, string>;

/**
 * A message about one case: what, since when, how many, how sure, and where the lines are that prove it.
 *
 * @param stage of which installation, e.g. `prod`
 */
export function caseMessage(
  { id, key, kind, of }: Extract<Notice, { readonly of: Case }>,
  { sentence, proof, link }: CaseContext,
  stage: string,
): Message {
  const more = of.entities > SOME_ENTITIES ? `, and ${counted(of.entities - SOME_ENTITIES, 'other')}` : '';
  const entities = `${of.someEntities.slice(0, SOME_ENTITIES).map(printable).join(', ')}${more}`;
  return {
    id,
    key,
    kind,
    confidence: of.confidence,
    title: `[${stage}] ${TITLES[kind]}: ${of.rule}`,
    text: kind === 'withdrawn' ? `No longer holds, since other lines came: ${printable(of.text)}` : printable(of.text),
    facts: [
      ...(sentence === undefined ? [] : [{ label: 'What', value: sentence }]),
      { label: 'Since', value: iso(of.fromMillis) },
      { label: 'Until', value: iso(of.toMillis) },
      {
        label: 'How many',
        value: `${counted(of.findings, 'finding')} of ${counted(of.entities, 'entity', 'entities')}`,
      },
      { label: 'How sure', value: of.confidence },
      ...(of.entities === 0 || entities === '' ? [] : [{ label: 'Who or what', value: entities }]),
      { label: 'Case', value: of.id },
    ],
    proof: proof.slice(0, PROVING_LINES_TOLD).map(placeOf),
    ...(link !== undefined && { link }),
    sinceMillis: of.fromMillis,
  };
}

/** A message about cases that a destination's limit left over. */
export function summaryMessage(
  { id, key, kind, of }: Extract<Notice, { readonly kind: 'summary' }>,
  link: string | undefined,
  stage: string,
): Message {
  const shown = of
    .slice(0, SUMMED_CASES)
    .map((one) => ({ label: one.rule, value: `${iso(one.fromMillis)}, ${one.confidence}: ${printable(one.text)}` }));
  const left = of.length - shown.length;
  return {
    id,
    key,
    kind,
    confidence: of.some(({ confidence }) => confidence === 'high') ? 'high' : 'medium',
    title: `[${stage}] ${counted(of.length, 'more case')}`,
    text: `More cases than this destination is told one by one in an hour.${left > 0 ? ` The first ${shown.length}:` : ''}`,
    facts: shown,
    proof: [],
    ...(link !== undefined && { link }),
    sinceMillis: Math.min(...of.map(({ fromMillis }) => fromMillis)),
  };
}

/** A message as lines of plain text, without its title. */
export function plainText({ text, facts, proof, link }: Message): string {
  return [
    text,
    '',
    ...facts.map(({ label, value }) => `${label}: ${value}`),
    ...(proof.length === 0 ? [] : ['', 'Lines that prove it:', ...proof.map((place) => `- ${place}`)]),
    ...(link === undefined ? [] : ['', link]),
  ].join('\n');
}

function placeOf({ timeMillis, path, offset, topic, partition, recordOffset }: ProvingLine): string {
  const place =
    path === undefined
      ? `${topic ?? 'topic'} partition ${partition ?? 0} offset ${recordOffset ?? 0}`
      : `${path}${offset === undefined ? '' : ` at byte ${offset}`}`;
  return `${printable(place)}, ${iso(timeMillis)}`;
}

/** Without what breaks lines, hides or reorders characters (Unicode's control and format characters), and not longer than can be read. */
function printable(text: string): string {
  const visible = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\u{FFFD}');
  return visible.length > MAX_CHARACTERS
    ? `${visible.slice(0, MAX_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '')}…`
    : visible;
}

function iso(millis: number): string {
  return new Date(millis).toISOString();
}
