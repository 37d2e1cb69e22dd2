import { INBOX_PREFIX } from '../names.ts';
import type { Site } from './site.ts';

/** The options for the file of a path, `inbox/` for a record, which has none: without the site where it is of the inbox, and none of the site's ({@link Site.prefix}). */
export function optionsFor<Options extends { readonly site?: Site | undefined }>(
  path: string,
  options: Options,
): Options {
  const prefix = options.site?.prefix;
  const isOther = prefix !== undefined && path.startsWith(INBOX_PREFIX) && !path.startsWith(INBOX_PREFIX + prefix);
  return isOther ? { ...options, site: undefined } : options;
}
