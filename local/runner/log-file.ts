import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log, LogFields } from '../../lambdas/log.ts';

/** What a function logged as an error. */
export interface FunctionError {
  readonly functionName: string;
  /** An error code or, for a bug, the error's name. */
  readonly code: string;
  readonly reason: string;
  /** The key of the object concerned, if any. */
  readonly key?: string;
}

/** The logs of the functions in one run. */
export interface LogFile {
  readonly path: string;
  /** The last error that the functions logged: its code and reason. */
  readonly lastError: string | undefined;
  /** Calls the listener for every error that a function logs from now on. */
  onError(listener: (error: FunctionError) => void): void;
  /** The log of one function; its lines name it. */
  log(functionName: string): Log;
  close(): Promise<void>;
}

/**
 * Writes the functions' logs into a file, one JSON object per line, so that the terminal stays readable. Overwrites the file of the
 * previous run.
 */
export function openLogFile(path: string): LogFile {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  const write = (line: string): void => {
    try {
      writeSync(file, line);
    } catch {
      // A full disk must not end the pipeline because of its log, nor the log permanently: there may be space for the next line.
    }
  };
  const close = (): Promise<void> => {
    closeSync(file);
    return Promise.resolve();
  };
  return logTo({ write }, path, close);
}

/** Writes the functions' logs to standard output, for a container. */
export function openLogOutput(): LogFile {
  return logTo(process.stdout, 'standard output', () => Promise.resolve());
}

function logTo(
  stream: { readonly write: (line: string) => unknown },
  path: string,
  close: () => Promise<void>,
): LogFile {
  let lastError: string | undefined;
  const listeners: ((error: FunctionError) => void)[] = [];
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
    onError: (listener) => {
      listeners.push(listener);
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
        const { code = message, reason = message, key } = fields;
        const error = { functionName, code: String(code), reason: String(reason) };
        lastError = `${functionName}: ${error.code}: ${error.reason}`;
        for (const listener of listeners) listener(key === undefined ? error : { ...error, key: String(key) });
        write(functionName, 'error', message, fields);
      },
    }),
    close,
  };
}
