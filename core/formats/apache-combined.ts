import { accessFields, readAccess } from './apache-access.ts';
import type { Format } from './format.ts';

/** Apache's `combined` log format, which is also nginx's: referrer and user agent follow the byte count. */
export const apacheCombined: Format = {
  name: 'apache_combined',
  dataset: 'apache.access',
  fields: accessFields,
  read: (bytes, start, end, writer, context) => readAccess(bytes, start, end, writer, context, true),
};
