import { createInterface } from 'node:readline/promises';
import { usageError } from './command.ts';

/** A terminal, as process.stdin and process.stderr are one. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks a person at the terminal a question that only `yes` answers with yes.
 *
 * @throws KafkaInsightError USAGE_INVALID where nobody is there to answer
 */
export async function confirm(
  question: string,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<boolean> {
  if (input.isTTY !== true) {
    throw usageError(
      'There is no terminal to ask at, and nothing was deleted. Say --yes to delete without being asked.',
    );
  }
  const lines = createInterface({ input, output });
  try {
    // the end of the input answers no
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
