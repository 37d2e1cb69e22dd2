import { accessFields, readAccess } from './apache-access.ts';
import type { Format } from './format.ts';

/** Apache's `common` log format, also known as common_log and NCSA common: nothing follows the byte count. */
export const apacheCommon: Format = {
  name: 'apache_common',
  dataset: 'apache.access',
  fields: accessFields,
  read: (bytes, start, end, writer, context) => readAccess(bytes, start, end, writer, context, false),
};
