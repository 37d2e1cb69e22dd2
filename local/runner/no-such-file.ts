import { KafkaInsightError } from '../../core/errors.ts';

/** What Node.js replaces invalid UTF-8 in an argument with. */
const REPLACEMENT = '\ufffd';

/** The error for an argument that names no existing file. */
export function noSuchFile(path: string, cause: unknown): KafkaInsightError {
  const advice = path.includes(REPLACEMENT)
    ? 'If that is because its name is not UTF-8, which an argument has to be: rename it, for instance by convmv.'
    : 'Check the path and its spelling.';
  return new KafkaInsightError('FILE_NOT_FOUND', `There is no file ${path}. ${advice}`, { cause });
}
