import { existsSync } from 'node:fs';
import { KafkaInsightError } from '../../core/errors.ts';
import type { Site } from '../../core/site/site.ts';
import { siteProblems } from '../../core/site/site-schema.ts';
import { readJson } from './sources-file.ts';

/**
 * Reads the file with what logs do not say about the site; undefined where there is no such file. It is checked before anything is
 * started, as the sources are.
 *
 * @param isNamed whether the user named this file, which must then exist
 * @throws KafkaInsightError FILE_NOT_FOUND, FILE_UNREADABLE, CONFIGURATION_INVALID naming every problem at once
 */
export function readSiteFile(path: string, isNamed: boolean): Site | undefined {
  if (!existsSync(path)) {
    if (isNamed) throw new KafkaInsightError('FILE_NOT_FOUND', `There is no file ${path}. Check --site.`);
    return undefined;
  }
  const site = readJson(path);
  const problems = siteProblems(site);
  if (problems.length === 0) return site as Site;
  throw new KafkaInsightError(
    'CONFIGURATION_INVALID',
    `${path} is not valid:\n${problems.map((problem) => `- ${problem}`).join('\n')}\nCorrect it and start again.`,
  );
}
