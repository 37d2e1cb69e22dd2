/**
 * Runs unit tests on a core of which one file is changed, in this process, until the first one fails: the exit code is 0 where none does.
 * The change is made while the module is loaded; no file is written.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { run } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import type { Mutant } from './mutations.ts';

export interface Task {
  readonly mutant?: Mutant;
  readonly tests: readonly string[];
  /** Of the property tests, so that a verdict can be repeated. */
  readonly seed: number;
  /** Of processor time. */
  readonly maxTestSeconds: number;
  /** A property is left after so long, with the runs that it had until then. */
  readonly maxPropertyMillis?: number;
}

const { mutant, tests, seed, maxTestSeconds, maxPropertyMillis } = JSON.parse(process.argv[2] ?? '') as Task;

/** Kills this process after too many seconds without a finished test; another thread can, while an endless loop keeps this one. */
const watch = `
  const { parentPort } = require('node:worker_threads');
  const seconds = () => process.cpuUsage().user / 1e6;
  let since = seconds();
  parentPort.on('message', () => (since = seconds()));
  setInterval(() => seconds() - since > ${maxTestSeconds} && process.kill(process.pid, 'SIGKILL'), 500);
`;

// eslint-disable-next-line @typescript-eslint/no-deprecated -- a plugin, which is to be preferred, cannot be set for all properties
fc.configureGlobal({ seed, ...(maxPropertyMillis !== undefined && { interruptAfterTimeLimit: maxPropertyMillis }) });
if (mutant !== undefined) replaceModule(mutant);
const watcher = new Worker(watch, { eval: true });
watcher.unref();
const reports = run({ files: tests.map((test) => path.resolve(test)), isolation: 'none' });
reports.on('test:fail', () => process.exit(1));
reports.on('test:pass', () => {
  watcher.postMessage('');
});

reports.resume();

function replaceModule({ file, start, end, replacement }: Mutant): void {
  const text = readFileSync(file, 'utf8');
  const source = text.slice(0, start) + replacement + text.slice(end);
  const changed = pathToFileURL(file).href;
  registerHooks({
    load: (url, context, next) =>
      url === changed ? { format: 'module-typescript', source, shortCircuit: true } : next(url, context),
  });
}
