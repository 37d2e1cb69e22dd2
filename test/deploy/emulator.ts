import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installPythonPackages } from '../helpers/python-packages.ts';

const here = import.meta.dirname;
const root = path.join(here, '..', '..');
const REQUIREMENTS = ['ministack==1.5.33', 'boto3==1.43.106'];
/** The one account that the emulator has, and the region of the test. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';
const START_SECONDS = 60;

/** A call that a function or the CDK made, and what the policies decided of it. */
interface Call {
  /** ARN of who called. */
  readonly principal: string;
  /** ARN of the policy that bounds the role of who called. */
  readonly boundary: string | null;
  /** e.g. `s3:GetObject` */
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
}

/** The running emulator of AWS. */
export interface Emulator {
  readonly url: string;
  /** What AWS's clients need to find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** In the order in which they came. */
  calls(): readonly Call[];
  /** What it and the functions wrote. */
  log(): string;
  stop(): Promise<void>;
}

/** Where the real servers are. */
export interface EmulatorSettings {
  /** A folder for it alone. */
  readonly folder: string;
  readonly port: number;
  /** The test's own server, which makes what has to be real. */
  readonly controlUrl: string;
  /** `host:port` of the domain. */
  readonly domainEndpoint: string;
  /** `host:port` of the broker's listener for IAM. */
  readonly brokers: string;
  /** PEM file of the authority that signed the certificates of both. */
  readonly authorityFile: string;
}

/** Installs the emulator once, into a separate folder, and starts it. It listens on 127.0.0.1 alone. */
export async function startEmulator(settings: EmulatorSettings): Promise<Emulator> {
  const packages = await installPythonPackages(...REQUIREMENTS);
  const { folder, port } = settings;
  mkdirSync(folder, { recursive: true });
  const callsFile = path.join(folder, 'calls.ndjson');
  const logFile = path.join(folder, 'emulator.log');
  const output = openSync(logFile, 'a');
  const url = `http://127.0.0.1:${port}`;
  const child = spawn('python3', [path.join(here, 'emulator.py')], {
    stdio: ['ignore', output, output],
    env: {
      ...process.env,
      PYTHONPATH: packages,
      PATH: [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter),
      // CDK's own functions find the AWS SDK in Lambda's runtime
      NODE_PATH: path.join(root, 'node_modules'),
      NODE_EXTRA_CA_CERTS: settings.authorityFile,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      AUTH: 'true',
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      COGNITO_EMAIL_ENABLED: 'false',
      S3_DATA_DIR: made(folder, 's3'),
      STATE_DIR: made(folder, 'state'),
      TMPDIR: made(folder, 'tmp'),
      MINISTACK_OPENSEARCH_ENDPOINT: settings.domainEndpoint,
      MINISTACK_MSK_BOOTSTRAP_SASL_IAM: settings.brokers,
      CONTROL_URL: settings.controlUrl,
      CALLS_FILE: callsFile,
    },
  });
  await untilReady(url, child, logFile);
  return {
    url,
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    calls: () =>
      readFileSync(callsFile, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Call),
    log: () => readFileSync(logFile, 'utf8'),
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function made(folder: string, name: string): string {
  const made = path.join(folder, name);
  mkdirSync(made, { recursive: true });
  return made;
}

async function untilReady(url: string, child: ChildProcess, logFile: string): Promise<void> {
  const deadline = Date.now() + START_SECONDS * 1000;
  while (child.exitCode === null && Date.now() < deadline) {
    const answer = await fetch(`${url}/_ministack/health`).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(200);
  }
  child.kill('SIGKILL');
  throw new Error(`The emulator did not start:\n${readFileSync(logFile, 'utf8').slice(-2000)}`);
}

/** Of DescribeLogGroups (Amazon CloudWatch Logs API reference). */
interface KeptLogs {
  readonly logGroupName: string;
  /** Absent: they never expire. */
  readonly retentionInDays?: number;
  readonly kmsKeyId?: string;
}

/** The log groups whose names contain a text, those of Lambda's own making among them. */
export async function logGroups(emulator: Emulator, text: string): Promise<KeptLogs[]> {
  const target = 'Logs_20140328.DescribeLogGroups';
  const headers = { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' };
  const answer = await askAws(emulator, { service: 'logs', headers, body: '{}' });
  const { logGroups: found } = JSON.parse(answer) as { readonly logGroups: KeptLogs[] };
  return found.filter(({ logGroupName }) => logGroupName.includes(text));
}

/** A question to one of AWS's services, of which no client is needed for anything else. */
export interface AwsQuestion {
  readonly service: string;
  /** Absent: `/`. */
  readonly path?: string;
  /** Absent: it is a GET. */
  readonly body?: string;
  /** Absent: those of a form. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A question in AWS's query protocol. */
export function form(service: string, query: Readonly<Record<string, string>>): AwsQuestion {
  return { service, body: String(new URLSearchParams(query)) };
}

/** A question about what is in a VPC. */
export function ec2(action: string, query: Readonly<Record<string, string>> = {}): AwsQuestion {
  return form('ec2', { Action: action, Version: '2016-11-15', ...query });
}

/** Asks as the account itself, whose key the emulator accepts without checking the signature. */
export async function askAws(
  { url }: Emulator,
  { service, path: asked = '/', body, headers = { 'content-type': 'application/x-www-form-urlencoded' } }: AwsQuestion,
): Promise<string> {
  const scope = `Credential=test/20260101/${REGION}/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`;
  const method = body === undefined ? 'GET' : 'POST';
  const response = await fetch(url + asked, { method, headers: { ...headers, authorization }, ...(body && { body }) });
  return response.text();
}
