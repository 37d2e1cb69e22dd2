import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { KafkaInsightError } from '../core/errors.ts';

/** What a log line says in addition to its message: names, counts and codes. Never a user's log line or document. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes structured log lines, one JSON object each. */
export interface Log {
  /** Adds the request's id and the function's name to the lines that follow. */
  begin(context: Context): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** The log of a function, in the form that CloudWatch Logs reads. */
export function createLog(functionName: string): Log {
  const logger = new Logger({ serviceName: `kafkainsight-${functionName}`, logLevel: 'INFO' });
  return {
    begin: (context) => {
      logger.addContext(context);
    },
    info: (message, fields = {}) => {
      logger.info(message, fields);
    },
    warn: (message, fields = {}) => {
      logger.warn(message, fields);
    },
    error: (message, fields = {}) => {
      logger.error(message, fields);
    },
  };
}

/** What is logged about an error: code and message, which contain no payload; for an unexpected error also its stack. */
export function errorFields(error: unknown): LogFields {
  if (error instanceof KafkaInsightError) return { code: error.code, reason: error.message };
  if (error instanceof Error) return { code: error.name, reason: error.message, stack: error.stack };
  return { code: 'unknown', reason: String(error) };
}
