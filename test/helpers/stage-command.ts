import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { type AwsServer, awsServer, type InvocationAnswer } from './aws-server.ts';
import { type CommandResult, runCommand } from './command.ts';

const home = mkdtempSync(join(tmpdir(), 'kafkainsight-stage-'));
after(() => {
  rmSync(home, { recursive: true });
});

/** Neither profiles of this machine nor a metadata service provide credentials. */
const isolated = {
  HOME: home,
  AWS_CONFIG_FILE: join(home, 'config'),
  AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
  AWS_EC2_METADATA_DISABLED: 'true',
};

/** Runs a command against a stage: a server plays Lambda, S3, SQS and CloudWatch, and `invoke` plays the functions. */
export async function runOnStage(
  args: readonly string[],
  invoke: (name: string, event: unknown) => InvocationAnswer | Promise<InvocationAnswer>,
  options: { readonly values?: Readonly<Record<string, number>>; readonly environment?: Record<string, string> } = {},
): Promise<CommandResult & { readonly server: AwsServer }> {
  const server = await awsServer(invoke, options.values);
  try {
    const environment = { ...isolated, ...server.environment, ...options.environment };
    return { ...(await runCommand(args, { environment })), server };
  } finally {
    await server.close();
  }
}
