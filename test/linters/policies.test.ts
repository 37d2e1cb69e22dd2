/** Asks parliament, which knows AWS's Service Authorization Reference, about every policy of every stage's templates. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { installPythonPackages } from '../helpers/python-packages.ts';
import { everyStage } from '../stacks/every-stage.ts';
import { synthesise } from '../stacks/synthesis.ts';
import { concretePolicies } from './concrete-policies.ts';

interface Finding {
  readonly issue: string;
  readonly owner: string;
  /** What is wrong, as JSON. */
  readonly detail: string;
}

/** Findings that are not so, and why. */
const answers: readonly { readonly issue: string; readonly detail: RegExp; readonly reason: string }[] = [
  {
    issue: 'RESOURCE_STAR',
    detail: /^/,
    reason:
      "Wildcards of roles have their reasons beside them, which cdk-nag asks for (test/stacks/nag.test.ts). In a key's policy `*` is the key, and S3's " +
      'endpoint is limited to the account by a condition.',
  },
  {
    issue: 'RESOURCE_MISMATCH',
    detail:
      /^\[(?:\{"action":"cognito-identity:\w+","required_format":"arn:\*:cognito-identity:\*:\*:identitypool\/\*"\},?)+\]$/,
    reason:
      'The reference has these actions on `arn:…:identitypool/${IdentityPoolId}` ("Actions, resources, and condition keys for Amazon Cognito Identity"). ' +
      'An id is REGION:GUID (Amazon Cognito API reference, DescribeIdentityPool), and parliament expects no colon in it.',
  },
  {
    issue: 'RESOURCE_MISMATCH',
    detail: /s3:ListAccessGrants/,
    reason: "`s3:List*` on a bucket is CDK's, for its function that empties a bucket that goes; it lists no buckets.",
  },
  {
    issue: 'MISMATCHED_TYPE',
    detail: /^"Type mismatch: aws:SourceIp requires a value of type Ip but given \[.*'2001:db8::\/32'\]"$/,
    reason:
      'IAM takes networks of both kinds ("IAM JSON policy elements: Condition operators", IP address condition operators, names 2001:DB8:1234:5678::/64), and parliament ' +
      'knows those of IPv4 alone.',
  },
  {
    issue: 'RESOURCE_POLICY_PRIVILEGE_ESCALATION',
    detail: /s3:PutBucketPolicy/,
    reason:
      "CDK's function that empties a bucket first forbids writing to it, in the bucket's policy; destroyable stages alone have it.",
  },
];

const folder = mkdtempSync(path.join(tmpdir(), 'kafkainsight-policies-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

let packages: string;
before(async () => {
  // parliament reads its tables through pkg_resources, which later releases of setuptools warn of or lack
  packages = await installPythonPackages('parliament==1.6.4', 'setuptools==75.8.0');
});

/**
 * What parliament finds in policies, once each.
 *
 * @param name of the folder that they are written to
 */
async function findings(name: string, policies: ReadonlyMap<string, object>): Promise<Finding[]> {
  mkdirSync(path.join(folder, name));
  for (const [owner, policy] of policies) {
    writeFileSync(path.join(folder, name, `${owner}.json`), JSON.stringify(policy, textOfNumber));
  }
  const program = path.join(packages, 'bin', 'parliament');
  const args = [program, '--directory', path.join(folder, name), '--json'];
  const stdout = await promisify(execFile)('python3', args, { env: { ...process.env, PYTHONPATH: packages } }).then(
    (output) => output.stdout,
    (error: unknown) => {
      const output = error as { readonly stdout?: string; readonly stderr?: string };
      assert.equal(output.stderr, '');
      return output.stdout ?? '';
    },
  );
  const found = stdout.split('\n').flatMap((line): string[] => (line.startsWith('{') ? [line] : []));
  const lines = found.map((line) => {
    const { issue, detail, location } = JSON.parse(line) as {
      readonly issue: string;
      readonly detail: unknown;
      readonly location: { readonly filepath: string };
    };
    return JSON.stringify({ issue, owner: path.basename(location.filepath, '.json'), detail: JSON.stringify(detail) });
  });
  return [...new Set(lines)].map((line) => JSON.parse(line) as Finding);
}

/** Parliament reads numbers as text, which IAM accepts as well. */
function textOfNumber(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

/** Every policy of every stage, each once. */
function allPolicies(): Map<string, object> {
  const policies = new Map<string, { readonly owner: string; readonly document: object }>();
  for (const [at, stage] of Object.values(everyStage).entries()) {
    for (const { owner, document } of concretePolicies(synthesise(stage).templates)) {
      const key = JSON.stringify(document);
      if (!policies.has(key)) policies.set(key, { owner: `${at}-${owner}`, document });
    }
  }
  return new Map([...policies.values()].map(({ owner, document }) => [owner, document]));
}

test('every action of every policy exists, has such a resource, and knows its conditions, or there is an answer', async () => {
  const policies = allPolicies();
  assert.ok(policies.size > 50, String(policies.size));
  const found = await findings('all', policies);
  const isAnswered = ({ issue, detail }: Finding): boolean =>
    answers.some((answer) => answer.issue === issue && answer.detail.test(detail));
  assert.deepEqual(
    found.filter((finding) => !isAnswered(finding)),
    [],
  );
  for (const { issue, detail } of answers) {
    assert.ok(
      found.some((finding) => finding.issue === issue && detail.test(finding.detail)),
      `${issue} ${String(detail)} is answered, and not found`,
    );
  }
});

test('an action that does not exist and one of another resource are found', async () => {
  const statement = (Action: string): object => ({ Effect: 'Allow', Action, Resource: 'arn:aws:s3:::bucket' });
  const policy = { Version: '2012-10-17', Statement: [statement('s3:GetObjects'), statement('s3:GetObject')] };
  const found = await findings('wrong', new Map([['wrong', policy]]));
  assert.deepEqual(found.map(({ issue }) => issue).sort(), ['RESOURCE_MISMATCH', 'UNKNOWN_ACTION']);
});
