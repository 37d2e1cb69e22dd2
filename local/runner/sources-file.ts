import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import { KafkaInsightError } from '../../core/errors.ts';
import { type Source, sourceSchema } from '../../core/files/sources.ts';

const sources = v.array(sourceSchema, 'must be a JSON array of sources');

/**
 * Reads the file of sources; none where there is no such file. It is checked before anything is started: the functions would only find
 * its mistakes once all servers run, and would report them as problems of their environment.
 *
 * @param isNamed whether the user named this file, which must then exist
 * @throws KafkaInsightError FILE_NOT_FOUND, FILE_UNREADABLE, CONFIGURATION_INVALID naming every problem at once
 */
export function readSourcesFile(path: string, isNamed: boolean): readonly Source[] {
  if (!existsSync(path)) {
    if (isNamed) throw new KafkaInsightError('FILE_NOT_FOUND', `There is no file ${path}. Check --sources.`);
    return [];
  }
  const { issues, success, output } = v.safeParse(sources, readJson(path));
  if (success) return output;
  const problems = issues.map((issue) => `- ${v.getDotPath(issue) ?? 'all'}: ${issue.message}`);
  throw new KafkaInsightError(
    'CONFIGURATION_INVALID',
    `${path} is not valid:\n${problems.join('\n')}\nCorrect it and start again.`,
  );
}

/** The content of a file of configuration. Errors: FILE_UNREADABLE, CONFIGURATION_INVALID. */
export function readJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KafkaInsightError(
      'CONFIGURATION_INVALID',
      `${path} is not JSON: ${reason}. Correct it and start again.`,
      {
        cause,
      },
    );
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KafkaInsightError('FILE_UNREADABLE', `${path} cannot be read (${reason}). It must be a file of JSON.`, {
      cause,
    });
  }
}
