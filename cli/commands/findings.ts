import * as v from 'valibot';
import type { Case, CaseState } from '../../core/findings/cases.ts';
import type { Handling } from '../../core/findings/handling.ts';
import { rules } from '../../core/findings/rules/rules.ts';
import { findingsFunctionName } from '../../core/names.ts';
import { counted } from '../../core/wording.ts';
import { answerCases, type CasesAnswer, type CasesRequest } from '../../lambdas/findings/cases.ts';
import { linkedFindingStore } from '../../lambdas/findings/linked-store.ts';
import { caseSentences, caseTable, nothingText } from '../../local/runner/case-table.ts';
import { print } from '../../local/terminal.ts';
import { type Command, readArguments, refuseBeside, timeOption, usageError, wordOption } from '../command.ts';
import type { DocumentedOptions, Manual } from '../manual.ts';
import { connectionOptions, withConnection } from '../targets/connection.ts';
import { askFunction, checkStage, requireOnePlace, stageOptions } from '../targets/stage.ts';

const options = {
  rule: { type: 'string', value: 'NAME', help: 'Only cases of this rule.', shownDefault: 'all' },
  state: {
    type: 'string',
    value: 'STATE',
    default: 'open',
    help: 'Only cases that are open, acknowledged, resolved, muted, merged into others, or withdrawn; or all.',
  },
  since: {
    type: 'string',
    value: 'TIME',
    help: 'Only cases that continued after this moment, ISO 8601, UTC without an offset.',
    shownDefault: 'all',
  },
  json: { type: 'boolean', default: false, help: 'Print the cases as JSON, one a line.' },
  acknowledge: { type: 'string', value: 'CASE', help: 'Somebody looks into it: no more messages about it.' },
  resolve: { type: 'string', value: 'CASE', help: 'It is over. If it continues, it is open again.' },
  mute: { type: 'string', value: 'CASE', help: 'Never show it again.' },
  reopen: { type: 'string', value: 'CASE', help: 'Undo any of these.' },
  'mute-rule': {
    type: 'string',
    value: 'NAME',
    help: 'Show no more cases of this rule; with --entity, none that are about this entity alone.',
  },
  'unmute-rule': { type: 'string', value: 'NAME', help: 'Undo that, with the same --entity.' },
  entity: { type: 'string', value: 'VALUE', help: 'Which address, path, account and so on to mute or unmute.' },
  ...stageOptions,
  ...connectionOptions,
} as const satisfies DocumentedOptions;

const manual: Manual = {
  about:
    'Lists what the rules found in the logs: the open cases, the latest first. Or records what is done about a case, so that others know and no more messages are sent.',
  usage: [
    'npx kafkainsight findings [OPTIONS]',
    'npx kafkainsight findings --acknowledge|--resolve|--mute|--reopen CASE [OPTIONS]',
    'npx kafkainsight findings --mute-rule|--unmute-rule NAME [--entity VALUE] [OPTIONS]',
  ],
  options,
  afterwards: 'Exit codes: 0 no listed case is open, or the change was made; 1 listed cases are open.',
  examples: [
    'npx kafkainsight findings --since 2026-11-22 --json',
    'npx kafkainsight findings --mute-rule probing --entity 198.51.100.7 --stage prod',
  ],
};

const STATES: readonly CaseState[] = ['open', 'acknowledged', 'resolved', 'muted', 'merged', 'withdrawn'];
const LIST_OPTIONS = ['rule', 'state', 'since'];
/** A run that judges a backfill takes minutes. */
const WAIT_MILLIS = 5 * 60_000;

type Values = ReturnType<typeof readArguments<typeof options>>['values'];

export const findings: Command = {
  manual,
  async run(args) {
    const { values, given } = readArguments(args, options);
    requireOnePlace(given);
    const request = requestOf(values, given);
    const answer = await ask(values, request);
    print(values.json ? answer.cases.map((one) => `${JSON.stringify(one)}\n`).join('') : describe(answer, request));
    return 'list' in request && answer.cases.some(({ state }) => state === 'open') ? 1 : 0;
  },
};

function requestOf(values: Values, given: ReadonlySet<string>): CasesRequest {
  const actions = actionsOf(values);
  const [action, another] = actions;
  if (action === undefined) {
    if (given.has('entity'))
      throw usageError('--entity has no effect alone. Name a rule with --mute-rule or --unmute-rule.');
    return { list: filterOf(values) };
  }
  if (another !== undefined)
    throw usageError(`--${action.option} and --${another.option} cannot be combined. Give one of them.`);
  refuseBeside(given, action.option, 'caseId' in action.handle ? [...LIST_OPTIONS, 'entity'] : LIST_OPTIONS);
  return { handle: action.handle };
}

interface Action {
  readonly option: keyof typeof options;
  readonly handle: Extract<CasesRequest, { handle: unknown }>['handle'];
}

function actionsOf(values: Values): Action[] {
  const onCase = (handling: Handling): Action[] => {
    const caseId = values[handling];
    return caseId === undefined ? [] : [{ option: handling, handle: { handling, caseId } }];
  };
  const onRule = (option: 'mute-rule' | 'unmute-rule', handling: 'mute' | 'reopen'): Action[] => {
    const { [option]: rule, entity } = values;
    if (rule === undefined) return [];
    const handle = { handling, rule: ruleOption(option, rule), ...(entity === undefined ? {} : { entity }) };
    return [{ option, handle }];
  };
  return [
    ...onCase('acknowledge'),
    ...onCase('resolve'),
    ...onCase('mute'),
    ...onCase('reopen'),
    ...onRule('mute-rule', 'mute'),
    ...onRule('unmute-rule', 'reopen'),
  ];
}

function filterOf({ rule, state, since }: Values): Extract<CasesRequest, { list: unknown }>['list'] {
  const chosen = wordOption('state', state, [...STATES, 'all']);
  return {
    ...(chosen === 'all' ? {} : { states: [chosen] }),
    ...(rule === undefined ? {} : { rule: ruleOption('rule', rule) }),
    ...(since === undefined ? {} : { sinceMillis: timeOption('since', since) }),
  };
}

function ruleOption(option: string, name: string): string {
  return wordOption(
    option,
    name,
    rules.map((rule) => rule.name),
  );
}

const caseSchema = v.object({
  id: v.string(),
  rule: v.string(),
  cause: v.string(),
  fromMillis: v.number(),
  toMillis: v.number(),
  state: v.picklist(STATES),
  confidence: v.picklist(['medium', 'high']),
  findings: v.number(),
  entities: v.number(),
  someEntities: v.array(v.string()),
  text: v.string(),
  mergedInto: v.exactOptional(v.string()),
});
const answerSchema = v.object({ cases: v.array(caseSchema), caseCount: v.number() });

async function ask(values: Values, request: CasesRequest): Promise<CasesAnswer> {
  const { stage } = values;
  if (stage !== undefined) {
    checkStage(stage);
    return askFunction(findingsFunctionName(stage), { cases: request }, answerSchema);
  }
  return withConnection(values, ({ engine }) =>
    answerCases(linkedFindingStore(engine), request, Date.now() + WAIT_MILLIS),
  );
}

function describe({ cases, caseCount }: CasesAnswer, request: CasesRequest): string {
  if ('handle' in request) return describeHandled(cases, request.handle);
  if (cases.length === 0) return nothingText(request.list.rule);
  const left = caseCount - cases.length;
  const leftOut = left === 0 ? '' : `${counted(left, 'earlier case')} left out: list them with --since or --rule.\n`;
  return `${caseTable(cases)}\n${caseSentences(cases)}${leftOut}`;
}

function describeHandled(cases: readonly Case[], handle: Action['handle']): string {
  const ids = cases.map(({ id, state }) => `${id} is ${state} now.\n`).join('');
  if ('caseId' in handle) return ids;
  const { rule, entity, handling } = handle;
  const which = entity === undefined ? rule : `${rule} of ${entity} alone`;
  return `Cases of ${which} are ${handling === 'mute' ? 'muted' : 'shown again'}.\n${ids}`;
}
