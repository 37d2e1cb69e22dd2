import * as v from 'valibot';
import type { Case, Mute } from '../../../core/findings/cases.ts';
import { type Finding, hashId } from '../../../core/findings/finding.ts';
import type { KeptTally } from '../../../core/findings/finding-store.ts';
import { ALL_ENTITIES } from '../../../core/findings/history.ts';
import type { Rule } from '../../../core/findings/rule.ts';
import { BASELINE_INDEX, CASE_DATASET, CASE_INDEX, FINDING_INDEX } from '../../../core/names.ts';

/** A document to be written. */
export interface KeptDocument {
  readonly index: string;
  readonly id: string;
  readonly document: object;
}

/** `event.dataset` of what the findings function writes. */
export const FINDING_DATASET = 'kafkainsight.finding';
export const MUTE_DATASET = 'kafkainsight.mute';
/** Of what was a mute: it is overwritten, since the function may delete nothing. */
const UNMUTE_DATASET = 'kafkainsight.unmute';
export const TALLY_DATASET = 'kafkainsight.tallies';

const iso = (millis: number): string => new Date(millis).toISOString();

/**
 * A finding's document: what people search by as fields, and the finding as one text, from which it is read back as it was.
 *
 * @param ingestedMillis when it is written, epoch milliseconds
 */
export function findingDocument(finding: Finding, ingestedMillis: number): KeptDocument {
  const { id, rule, ruleVersion, entity, entityField, fromMillis, toMillis, status, confidence, numbers } = finding;
  return {
    index: FINDING_INDEX,
    id,
    document: {
      '@timestamp': iso(fromMillis),
      'event.dataset': FINDING_DATASET,
      'event.kind': 'alert',
      'event.id': id,
      'event.start': iso(fromMillis),
      'event.end': iso(toMillis),
      'event.ingested': iso(ingestedMillis),
      message: finding.text,
      'rule.name': rule,
      'rule.version': String(ruleVersion),
      'kafkainsight.finding.confidence': confidence,
      'kafkainsight.finding.entity': entity,
      ...(entityField !== undefined && { 'kafkainsight.finding.entity_field': entityField }),
      'kafkainsight.finding.numbers': numbers,
      'kafkainsight.finding.status': status,
      content: JSON.stringify(finding),
    },
  };
}

/** The same for a case. @param lines where its lines are shown, if that is known */
export function caseDocument(one: Case, ingestedMillis: number, lines?: string): KeptDocument {
  return {
    index: CASE_INDEX,
    id: one.id,
    document: {
      '@timestamp': iso(one.fromMillis),
      'event.dataset': CASE_DATASET,
      'event.kind': 'alert',
      'event.id': one.id,
      'event.start': iso(one.fromMillis),
      'event.end': iso(one.toMillis),
      'event.ingested': iso(ingestedMillis),
      message: one.text,
      'rule.name': one.rule,
      'kafkainsight.finding.confidence': one.confidence,
      'kafkainsight.finding.entity': one.someEntities,
      'kafkainsight.case.cause': one.cause,
      'kafkainsight.case.entities': one.entities,
      'kafkainsight.case.findings': one.findings,
      'kafkainsight.case.state': one.state,
      ...(lines !== undefined && { 'kafkainsight.case.lines': lines }),
      ...(one.mergedInto !== undefined && { 'kafkainsight.case.merged_into': one.mergedInto }),
      content: JSON.stringify(one),
    },
  };
}

/** The same for what somebody does not want to see, or wants to see again. */
export function muteDocument(mute: Mute, isMuted: boolean, ingestedMillis: number): KeptDocument {
  const id = hashId('mute', mute.rule, mute.entity ?? '');
  return {
    index: CASE_INDEX,
    id,
    document: {
      'event.dataset': isMuted ? MUTE_DATASET : UNMUTE_DATASET,
      'event.id': id,
      'event.ingested': iso(ingestedMillis),
      'rule.name': mute.rule,
      content: JSON.stringify(mute),
    },
  };
}

/** What is kept in one document: tallies of a rule in one window, of the entities of one bucket. */
export interface TallyBucket {
  readonly rule: Pick<Rule, 'name' | 'version'>;
  readonly fromMillis: number;
  readonly bucket: string;
  readonly tallies: readonly KeptTally[];
}

/** In which of a window's documents an entity's tally is. That of all entities has its own, since it is read without the others. */
export function bucketOf(entity: string): string {
  return entity === ALL_ENTITIES ? 'all' : hashId('bucket', entity).slice(0, 1);
}

/** The document of some tallies. A document for each of them would cost more than the judgement itself. */
export function talliesDocument(
  { rule, fromMillis, bucket, tallies }: TallyBucket,
  ingestedMillis: number,
): KeptDocument {
  const id = hashId('tallies', rule.name, rule.version, fromMillis, bucket);
  return {
    index: BASELINE_INDEX,
    id,
    document: {
      'event.dataset': TALLY_DATASET,
      'event.id': id,
      'event.start': iso(fromMillis),
      'event.ingested': iso(ingestedMillis),
      'rule.name': rule.name,
      'rule.version': String(rule.version),
      'kafkainsight.baseline.bucket': bucket,
      content: JSON.stringify(tallies.map(({ entity, hits, total }) => [entity, hits, total])),
    },
  };
}

/** Reads back what {@link findingDocument} and {@link caseDocument} wrote. */
export const contentSchema = v.pipe(
  v.object({ content: v.string() }),
  v.transform(({ content }): unknown => JSON.parse(content)),
);

const entitiesSchema = v.array(v.tuple([v.string(), v.number(), v.number()]));

/** Reads back what {@link talliesDocument} wrote. */
export const talliesSchema = v.pipe(
  v.object({ 'event.start': v.string(), 'kafkainsight.baseline.bucket': v.string(), content: v.string() }),
  v.transform((fields): Omit<TallyBucket, 'rule'> => {
    const fromMillis = Date.parse(fields['event.start']);
    const entities = v.parse(entitiesSchema, JSON.parse(fields.content));
    const tallies = entities.map(([entity, hits, total]) => ({ entity, fromMillis, hits, total }));
    return { fromMillis, bucket: fields['kafkainsight.baseline.bucket'], tallies };
  }),
);
