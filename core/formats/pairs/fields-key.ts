import { valueKey } from '../../bytes/document-keys.ts';

/** Where the pairs of a line that have no field are kept. */
export const FIELDS = valueKey('kafkainsight.fields');
