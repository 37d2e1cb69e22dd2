/** What rules of other products find in the stories that ours are measured with. */
import { judgeInMemory } from '../judged-story.ts';
import { guiltOf, guiltyNames, type MeasuredPart, scenariosOf, silentOf, tellingOf } from '../measured-part.ts';
import { tellStory, type ToldStory } from '../told-story.ts';
import { judgePeers } from './judge-peers.ts';
import type { PeerLine } from './peer-rule.ts';

const US = 'KafkaInsight';
const PRODUCTS = [US, 'CrowdSec', 'Elastic', 'Sigma'] as const;
const FULL = { strength: 1 };
const TENTH = { strength: 0.1 };
const PARTS = [FULL, TENTH, 'decoys', 'quiet'] as const;
/** Of a finding of ours, too. */
const PROOF_LINES = 20;

/** A finding of a product in a part of a seed. */
interface Judged {
  readonly part: (typeof PARTS)[number];
  readonly product: string;
  readonly rule: string;
  readonly guilt: string | undefined;
  readonly seed: number;
}

/** Measures seeds, and says what was measured. */
export async function peersReport(seeds: readonly number[], linesADay: number): Promise<string> {
  const judged: Judged[] = [];
  for (const seed of seeds) for (const part of PARTS) judged.push(...(await judgeAll(seed, part, linesADay)));
  const scenarioRows = guiltyNames.map((scenario) => {
    const cells = PRODUCTS.map((product) =>
      [FULL, TENTH].map((part) => found(judged, product, part, scenario)).join(', '),
    );
    return `| ${scenario} | ${cells.join(' | ')} |`;
  });
  const sums = (is: (one: Judged) => boolean): string =>
    PRODUCTS.map((product) => judged.filter((one) => one.product === product && is(one)).length).join(' | ');
  const isGuilty = ({ part }: Judged): boolean => typeof part === 'object';
  const peers = judged.filter(({ product }) => product !== US);
  const rules = [...new Set(peers.map(({ product, rule }) => `${product}: \`${rule}\``))].sort();
  const ruleRows = rules.map((name) => {
    const own = peers.filter(({ product, rule }) => `${product}: \`${rule}\`` === name);
    const right = own.filter(({ guilt }) => guilt !== undefined).length;
    const scenarios = [...new Set(own.flatMap(({ guilt }) => guilt ?? []))].sort();
    return `| ${name} | ${right} | ${own.length - right} | ${scenarios.join(', ') || '–'} |`;
  });
  return `Seeds ${seeds.join(', ')}, ${linesADay.toLocaleString('en')} lines a day. In how many of ${seeds.length} stories a scenario was found by any rule, at 100 % and at 10 %:

| scenario | ${PRODUCTS.join(' | ')} |
| --- |${' --- |'.repeat(PRODUCTS.length)}
${scenarioRows.join('\n')}
| findings right | ${sums((one) => isGuilty(one) && one.guilt !== undefined)} |
| wrong, in these stories | ${sums((one) => isGuilty(one) && one.guilt === undefined)} |
| wrong, of decoys | ${sums(({ part }) => part === 'decoys')} |
| wrong, in quiet weeks | ${sums(({ part }) => part === 'quiet')} |

| rule of a peer that found anything | right | wrong | scenarios |
| --- | --- | --- | --- |
${ruleRows.join('\n')}`;
}

function found(judged: readonly Judged[], product: string, part: MeasuredPart, scenario: string): number {
  const own = judged.filter((one) => one.product === product && one.part === part && one.guilt === scenario);
  return new Set(own.map(({ seed }) => seed)).size;
}

async function judgeAll(seed: number, part: Judged['part'], linesADay: number): Promise<Judged[]> {
  const story = tellStory(tellingOf(seed, part, linesADay));
  const scenarios = scenariosOf(story);
  const ours = (await judgeInMemory(story)).map((finding): Judged => {
    const guilt = guiltOf(finding, scenarios) ?? silentOf(finding, story.labels);
    return { part, product: US, rule: finding.rule, guilt, seed };
  });
  const theirs = judgePeers(peerLines(story)).map(({ rule, lines }): Judged => {
    const proof = lines.slice(0, PROOF_LINES).map((id) => ({ id }));
    return { part, product: rule.product, rule: rule.name, guilt: guiltOf({ proof }, scenarios), seed };
  });
  console.error(`seed ${seed}, ${JSON.stringify(part)}: ${ours.length} findings of ours, ${theirs.length} of peers`);
  return [...ours, ...theirs];
}

function peerLines({ documents }: ToldStory): PeerLine[] {
  const lines = documents.map(({ id, timeMillis, value }) => peerLine(id, timeMillis, value));
  return lines.filter(({ address }) => address !== '').sort((a, b) => a.timeMillis - b.timeMillis);
}

function peerLine(id: string, timeMillis: number, value: Buffer): PeerLine {
  const document = JSON.parse(value.toString()) as Readonly<Record<string, unknown>>;
  const text = (field: string): string => {
    const own = document[field];
    return typeof own === 'string' ? own : '';
  };
  const target = text('url.original');
  const [path = '', query = ''] = target.split('?', 2);
  return {
    id,
    timeMillis,
    address: text('source.address'),
    method: text('http.request.method'),
    status: Number(document['http.response.status_code'] ?? 0),
    target,
    path,
    query,
    agent: text('user_agent.original'),
    account: text('user.name'),
    signIn: signInOf(document),
  };
}

function signInOf(document: Readonly<Record<string, unknown>>): PeerLine['signIn'] {
  const categories = document['event.category'];
  if (!Array.isArray(categories) || !categories.includes('authentication')) return undefined;
  // sshd's "Connection closed by authenticating user" is a failure for CrowdSec
  if (document['event.action'] === 'ssh_disconnected') return 'failure';
  const outcome = document['event.outcome'];
  return outcome === 'failure' || outcome === 'success' ? outcome : undefined;
}
