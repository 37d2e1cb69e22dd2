import { printError } from '../local/terminal.ts';

/** Aborted at Ctrl-C. A second one does not wait for anything any more; the engines end with this process. */
export function stopController(): AbortController {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      printError('\nStopping ... (Ctrl-C again: at once)\n');
      controller.abort();
    });
  }
  return controller;
}
