import * as v from 'valibot';
import { siteSchema } from '../core/site/site-schema.ts';

/** SITE: what logs do not say about the site, as JSON. */
export const siteVariable = v.optional(v.pipe(v.string(), v.parseJson(undefined, 'must be a JSON object'), siteSchema));
