import * as v from 'valibot';
import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import type { Provided } from './outcome.ts';

/** What a domain that was there has to be, and the role that provisions it. */
export const existingDomainSchema = v.object({
  /** ARN of the IAM role that signs these requests. */
  role: v.string(),
  /** e.g. `3.5`. */
  version: v.string(),
  dataNodes: v.number(),
});
export type ExpectedDomain = v.InferOutput<typeof existingDomainSchema>;

const rootSchema = v.object({ version: v.object({ distribution: v.optional(v.string()), number: v.string() }) });
const healthSchema = v.object({ number_of_data_nodes: v.number() });

/**
 * Checks a domain that was there before the stage, before anything is changed in it: whether its security plugin lets the provisioning role in, and
 * whether it is what the stage says. Nothing where the stage has made the domain.
 *
 * @throws KafkaInsightError PROVISIONING_FAILED saying what to do
 */
export async function checkDomain(engine: SearchEngine, expected: ExpectedDomain | undefined): Promise<Provided> {
  if (expected === undefined) return [];
  const [root, mapping, health] = [
    await ask(engine, '/', expected),
    await ask(engine, '/_plugins/_security/api/rolesmapping', expected),
    await ask(engine, '/_cluster/health', expected),
  ];
  const problems = [
    ...(mapping === undefined ? ['it has no security plugin: enable fine-grained access control'] : []),
    ...versionProblems(root, expected),
    ...nodeProblems(health, expected),
  ];
  if (problems.length === 0) return [['domain', 'unchanged']];
  throw new KafkaInsightError(
    'PROVISIONING_FAILED',
    `The stage cannot use the existing domain:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
  );
}

function versionProblems(root: unknown, expected: ExpectedDomain): string[] {
  const answer = v.safeParse(rootSchema, root);
  const { distribution, number } = answer.success ? answer.output.version : { distribution: undefined, number: '' };
  // in compatibility mode it calls itself 7.10.2, and what is decided by the version would be decided wrongly
  if (distribution !== 'opensearch') {
    return ['it does not say that it is OpenSearch: switch off compatibility mode (override_main_response_version)'];
  }
  return number.startsWith(`${expected.version}.`)
    ? []
    : [`search.version is ${expected.version}, and the domain has ${number}`];
}

function nodeProblems(health: unknown, { dataNodes }: ExpectedDomain): string[] {
  const { number_of_data_nodes: found } = v.parse(healthSchema, health);
  return found === dataNodes ? [] : [`search.dataNodes is ${dataNodes}, and the domain has ${found}`];
}

/** The answer, undefined where there is nothing of that name; a refusal says who has to be mapped to what. */
async function ask(engine: SearchEngine, path: string, { role }: ExpectedDomain): Promise<unknown> {
  try {
    return await engine.request('GET', path);
  } catch (error) {
    if (!(error instanceof KafkaInsightError)) throw error;
    // an engine without the plugin knows no such path
    if (error.code === 'SEARCH_REFUSED') return undefined;
    if (error.code !== 'SEARCH_FORBIDDEN') throw error;
    throw new KafkaInsightError(
      'PROVISIONING_FAILED',
      `The existing domain denies GET ${path} to the role ${role}. Its administrator has to map that role to all_access and to security_manager ` +
        '(Dashboards, Security, Roles, Mapped users, Backend roles), and its access policy must let it in; then deploy again.',
      { cause: error },
    );
  }
}
