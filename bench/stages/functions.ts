import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { FUNCTION_NODE_OPTIONS, writeBundle } from '../../lib/constructs/function-bundle.ts';
import { BENCH_FOLDER } from '../lines/line-files.ts';

const LAMBDAS = path.join(import.meta.dirname, '..', '..', 'lambdas');

/** A function as Lambda is given it. */
export interface Bundle {
  /** Bytes of all code, and of it those that are not from a package. */
  readonly bytes: number;
  readonly ownBytes: number;
  /** The folder in which it is alone. */
  readonly folder: string;
}

/** Bundles a function of lambdas/, as it is deployed. */
export async function bundleFunction(name: string): Promise<Bundle> {
  const folder = path.join(BENCH_FOLDER, 'bundles', name);
  const { code, modules } = await writeBundle(path.join(LAMBDAS, name, 'handler.ts'), path.join(folder, 'index.js'));
  const own = Object.entries(modules).filter(([file]) => !file.includes('node_modules/'));
  return {
    folder,
    bytes: Buffer.byteLength(code),
    ownBytes: own.reduce((sum, [, part]) => sum + part.renderedLength, 0),
  };
}

/** What a function needs to be loaded, and called. */
export interface Call {
  /** Absent: it is not called. */
  readonly event?: object;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Milliseconds that a new process takes to load a bundle, and to answer its first call, where there is an event for it. What Node takes to
 * start before that is left out.
 */
export async function coldStart(
  { folder }: Bundle,
  call: Call,
): Promise<{ readonly load: number; readonly firstCall: number }> {
  const script = path.join(folder, 'cold-start.js');
  writeFileSync(
    script,
    `const begin = performance.now();
const { handler } = require('./index.js');
const loaded = performance.now();
const context = { getRemainingTimeInMillis: () => 30000, functionName: 'bench', awsRequestId: '1' };
const event = ${JSON.stringify(call.event)};
const answering = event === undefined ? Promise.resolve() : handler(event, context);
answering.then((answer) => {
  if (answer?.batchItemFailures?.length > 0) throw new Error('The first call failed.');
  console.log('\\n' + JSON.stringify({ load: loaded - begin, firstCall: performance.now() - loaded }));
  process.exit(0);
});
`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [script], {
    cwd: folder,
    env: {
      AWS_REGION: 'local',
      NODE_OPTIONS: FUNCTION_NODE_OPTIONS,
      ...call.environment,
    },
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as { load: number; firstCall: number };
}
