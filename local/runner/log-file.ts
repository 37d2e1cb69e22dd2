import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log, LogFields } from '../../lambdas/log.ts';

/** The functions' logs of one run. */
export interface LogFile {
  readonly path: string;
  /** What the functions last logged as an error: its code and reason. */
  readonly lastError: string | undefined;
  /** The log of one function; its lines say which. */
  log(functionName: string): Log;
  close(): Promise<void>;
}

/**
 * Takes the functions' logs into a file, one JSON object a line, so that the terminal stays readable. The file of the run before
 * is overwritten.
 */
export function openLogFile(path: string): LogFile {
  mkdirSync(dirname(path), { recursive: true });
  const stream = createWriteStream(path);
  // A full disk must not end the pipeline for the sake of its log.
  stream.on('error', () => undefined);
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      stream.end(resolve);
    });
  return logTo(stream, path, close);
}

/** Takes the functions' logs to standard output, as a container does. */
export function openLogOutput(): LogFile {
  return logTo(process.stdout, 'standard output', () => Promise.resolve());
}

function logTo(stream: NodeJS.WritableStream, path: string, close: () => Promise<void>): LogFile {
  let lastError: string | undefined;
  const write = (functionName: string, level: string, message: string, fields: LogFields = {}): void => {
    stream.write(
      `${JSON.stringify({ time: new Date().toISOString(), level, function: functionName, message, ...fields })}\n`,
    );
  };
  return {
    path,
    get lastError() {
      return lastError;
    },
    log: (functionName) => ({
      begin: () => undefined,
      info: (message, fields) => {
        write(functionName, 'info', message, fields);
      },
      warn: (message, fields) => {
        write(functionName, 'warn', message, fields);
      },
      error: (message, fields = {}) => {
        lastError = [functionName, fields['code'] ?? message, fields['reason']]
          .filter((part) => part !== undefined)
          .join(': ');
        write(functionName, 'error', message, fields);
      },
    }),
    close,
  };
}
