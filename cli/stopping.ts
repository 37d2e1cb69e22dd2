import { printError } from '../local/terminal.ts';

/** Aborted at Ctrl-C. A second Ctrl-C ends the process at once, and the engines with it. */
export function stopController(): AbortController {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      printError('\nStopping ... (Ctrl-C again: immediately)\n');
      controller.abort();
    });
  }
  return controller;
}
