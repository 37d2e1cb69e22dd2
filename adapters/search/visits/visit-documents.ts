import * as v from 'valibot';
import { visitOriginFields } from '../../../core/finding-fields.ts';
import { VISIT_DATASET, VISIT_INDEX } from '../../../core/names.ts';
import { hasBounced, type Origin, type Visit } from '../../../core/visits/visit.ts';
import type { KeptDocument } from '../findings/documents.ts';

const NANOSECONDS = 1_000_000;

const iso = (millis: number): string => new Date(millis).toISOString();

/** The document of a visit. @param ingestedMillis when it is written, epoch milliseconds */
export function visitDocument(visit: Visit, ingestedMillis: number): KeptDocument {
  const { id, visitor, address, fromMillis, lastMillis, pages, goals, origin } = visit;
  return {
    index: VISIT_INDEX,
    id,
    document: {
      '@timestamp': iso(fromMillis),
      'event.dataset': VISIT_DATASET,
      'event.kind': 'event',
      'event.id': id,
      'event.start': iso(fromMillis),
      'event.end': iso(lastMillis),
      'event.duration': (lastMillis - fromMillis) * NANOSECONDS,
      'event.ingested': iso(ingestedMillis),
      'source.address': address,
      ...origin,
      ...(goals.length > 0 && { 'kafkainsight.goal': goals }),
      // their averages are rates, also where only numbers can be averaged
      'kafkainsight.visit.bounces': hasBounced(visit) ? 1 : 0,
      'kafkainsight.visit.conversions': goals.length > 0 ? 1 : 0,
      'kafkainsight.visit.entry_page': visit.entryPage,
      'kafkainsight.visit.exit_page': visit.exitPage,
      'kafkainsight.visit.pages': pages,
      'kafkainsight.visit.returning': visit.isReturning,
      'kafkainsight.visitor.id': visitor,
    },
  };
}

const originSchema = Object.fromEntries(visitOriginFields.map((name) => [name, v.optional(v.string())]));

/** Reads back what {@link visitDocument} wrote. */
export const visitSchema = v.pipe(
  v.object({
    ...originSchema,
    'event.id': v.string(),
    'event.start': v.string(),
    'event.end': v.string(),
    'source.address': v.string(),
    'kafkainsight.goal': v.optional(v.array(v.string()), []),
    'kafkainsight.visit.entry_page': v.string(),
    'kafkainsight.visit.exit_page': v.string(),
    'kafkainsight.visit.pages': v.number(),
    'kafkainsight.visit.returning': v.boolean(),
    'kafkainsight.visitor.id': v.string(),
  }),
  v.transform((document): Visit => ({
    id: document['event.id'],
    visitor: document['kafkainsight.visitor.id'],
    address: document['source.address'],
    fromMillis: Date.parse(document['event.start']),
    lastMillis: Date.parse(document['event.end']),
    pages: document['kafkainsight.visit.pages'],
    entryPage: document['kafkainsight.visit.entry_page'],
    exitPage: document['kafkainsight.visit.exit_page'],
    goals: document['kafkainsight.goal'],
    isReturning: document['kafkainsight.visit.returning'],
    origin: originOf((name) => (document as Origin)[name]),
  })),
);

/** The origin of these values, without those that are none. */
export function originOf(valueOf: (name: keyof Origin) => string | undefined): Origin {
  return Object.fromEntries(
    visitOriginFields.flatMap((name) => {
      const value = valueOf(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
