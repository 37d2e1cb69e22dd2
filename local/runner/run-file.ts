import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { writePrivately } from '../setup/private-files.ts';
import { isAlive } from '../setup/processes.ts';

const schema = v.object({
  /** The process of the run; absent where it runs in a container. */
  pid: v.optional(v.number()),
  /** The watched folder, if it is not the default. */
  inbox: v.optional(v.string()),
  /** The environment of the functions: where Kafka, the search engine, the bucket and the queues are. */
  environment: v.record(v.string(), v.string()),
});

/** What the other commands know about a running `start` or `compose`. It names files with secrets, but contains none. */
export type RunFile = Readonly<v.InferOutput<typeof schema>>;

/** The folder in the data folder for `start --engine elasticsearch`: another engine has other indices. */
export const ELASTICSEARCH_FOLDER = 'on-elasticsearch';
/** The folder in the data folder where `compose` keeps what the other commands need to reach it. */
export const COMPOSE_FOLDER = 'compose';

const pathOf = (dataFolder: string): string => join(dataFolder, 'run.json');

/** Tells other commands about this run. */
export function writeRunFile(dataFolder: string, run: RunFile): void {
  mkdirSync(dataFolder, { recursive: true });
  writePrivately(pathOf(dataFolder), JSON.stringify(run, undefined, 2));
}

/** Returns the current run, if there is one: that of `start`, on either engine, else that of `compose`. */
export function readRunFile(dataFolder: string): RunFile | undefined {
  const folders = [dataFolder, join(dataFolder, ELASTICSEARCH_FOLDER), join(dataFolder, COMPOSE_FOLDER)];
  for (const folder of folders) {
    const run = readRun(folder);
    if (run !== undefined) return run;
  }
  return undefined;
}

function readRun(folder: string): RunFile | undefined {
  try {
    const run = v.parse(schema, JSON.parse(readFileSync(pathOf(folder), 'utf8')));
    return run.pid === undefined || isAlive(run.pid) ? run : undefined;
  } catch {
    // Missing or truncated: there is no run to ask.
    return undefined;
  }
}

/** Removes the file of this run. */
export function removeRunFile(dataFolder: string): void {
  rmSync(pathOf(dataFolder), { force: true });
}
