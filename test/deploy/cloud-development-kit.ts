import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ACCOUNT, askAws, type Emulator, REGION } from './emulator.ts';

const root = path.join(import.meta.dirname, '..', '..');
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** What a command of the CDK's ended with. */
export interface CdkResult {
  readonly code: number;
  /** Both streams. */
  readonly output: string;
  readonly seconds: number;
}

/** Outputs of the stacks: stack, then name. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Runs `npx cdk` as a user runs it, except for `--app`, which a changed configuration needs.
 *
 * @param folder that its assembly and outputs go to
 */
export function cdk(emulator: Emulator, folder: string, ...args: readonly string[]): Promise<CdkResult> {
  const startMillis = performance.now();
  const options = {
    cwd: root,
    maxBuffer: MAX_OUTPUT_BYTES,
    env: {
      ...process.env,
      ...emulator.environment,
      PATH: [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter),
    },
  };
  const command = [path.join(root, 'node_modules', '.bin', 'cdk'), ...args, '--output', path.join(folder, 'cdk.out')];
  return new Promise((resolve) => {
    execFile(process.execPath, command, options, (error, output, errors) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, output: output + errors, seconds: (performance.now() - startMillis) / 1000 });
    });
  });
}

/** Makes what the CDK needs in an account and region (`npx cdk bootstrap`). */
export function bootstrap(emulator: Emulator, folder: string): Promise<CdkResult> {
  return cdk(emulator, folder, 'bootstrap', `aws://${ACCOUNT}/${REGION}`);
}

/** The command of docs/deployment.md (test/checks/pages.test.ts). */
export const deployment: readonly string[] = [
  ...['deploy', '--all', '--require-approval', 'never', '--concurrency', '4', '--no-rollback'],
];
export const firstDeployment: readonly string[] = ['-c', 'first=true'];

/** A stage's deployment as docs/deployment.md has it, for the first one with `-c first=true`: nobody is asked, and what failed can be continued. */
export async function deploy(
  emulator: Emulator,
  folder: string,
  ...args: readonly string[]
): Promise<CdkResult & { readonly outputs: Outputs }> {
  const file = path.join(folder, 'outputs.json');
  const result = await cdk(emulator, folder, ...deployment, ...['--outputs-file', file, ...args]);
  return { ...result, outputs: result.code === 0 ? (JSON.parse(readFileSync(file, 'utf8')) as Outputs) : {} };
}

/** Whether the stacks are protected from deletion (AWS CloudFormation API reference, DescribeStacks), the CDK's own aside: each answer once. */
export async function protections(emulator: Emulator): Promise<boolean[]> {
  const text = await askAws(emulator, {
    service: 'cloudformation',
    body: 'Action=DescribeStacks&Version=2010-05-15',
  });
  const stacks = text.split('<StackName>').filter((stack) => stack.startsWith('kafkainsight-'));
  if (stacks.length < 10) throw new Error(`The emulator has not all stacks: ${text.slice(0, 1000)}`);
  return [...new Set(stacks.map((stack) => stack.includes('<EnableTerminationProtection>true<')))];
}
