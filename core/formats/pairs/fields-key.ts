import { valueKey } from '../../bytes/document-keys.ts';

/** Where what no field takes of a line of pairs is kept. */
export const FIELDS = valueKey('kafkainsight.fields');
