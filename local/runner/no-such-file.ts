import { KafkaInsightError } from '../../core/errors.ts';

/** What Node.js makes of an argument's bytes that are not UTF-8. */
const REPLACEMENT = '\ufffd';

/** The error of a file that is not where an argument says. */
export function noSuchFile(path: string, cause: unknown): KafkaInsightError {
  const advice = path.includes(REPLACEMENT)
    ? 'If that is because its name is not UTF-8, which an argument has to be: rename it, for instance by convmv.'
    : 'Check the path and its spelling.';
  return new KafkaInsightError('FILE_NOT_FOUND', `There is no file ${path}. ${advice}`, { cause });
}
