import { createInterface } from 'node:readline/promises';
import { usageError } from './command.ts';

/** A terminal, like process.stdin and process.stderr together. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks a person at the terminal; only `yes` confirms.
 *
 * @throws KafkaInsightError USAGE_INVALID without a terminal
 */
export async function confirm(
  question: string,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<boolean> {
  if (input.isTTY !== true) {
    throw usageError(
      'There is no terminal for the question, so nothing was deleted. Use --yes to delete without being asked.',
    );
  }
  const lines = createInterface({ input, output });
  try {
    // the end of the input means no
    const ended = new Promise<string>((resolve) => {
      lines.once('close', () => {
        resolve('');
      });
    });
    const answer = await Promise.race([lines.question(`${question} [yes/no] `), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
