import type { Site } from '../site/site.ts';

/** Rules that find nothing, whatever the logs are, until the site says what they are about. */
export const siteNeeds = {
  'conversion-drop': ['goals'],
} as const satisfies Readonly<Record<string, readonly (keyof Site)[]>>;

/** The rules that find nothing for this site, each with the settings that it lacks. */
export function idleRules(site: Site): readonly (readonly [rule: string, missing: readonly (keyof Site)[]])[] {
  return Object.entries(siteNeeds).flatMap(([rule, parts]) => {
    const missing = parts.filter((part) => site[part] === undefined);
    return missing.length === 0 ? [] : [[rule, missing] as const];
  });
}
