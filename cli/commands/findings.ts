import { listCases } from '../../adapters/search/findings/list.ts';
import type { Case } from '../../core/findings/cases.ts';
import { rules } from '../../core/findings/rules/rules.ts';
import { caseSentences, caseTable } from '../../local/runner/case-table.ts';
import { print } from '../../local/terminal.ts';
import { type Command, readArguments, timeOption, wordOption } from '../command.ts';
import type { DocumentedOptions, Manual } from '../manual.ts';
import { connectionOptions, withConnection } from '../targets/connection.ts';

const options = {
  rule: { type: 'string', value: 'NAME', help: 'Only cases of this rule.', shownDefault: 'all' },
  since: {
    type: 'string',
    value: 'TIME',
    help: 'Only cases that went on after this moment, ISO 8601, UTC without an offset.',
    shownDefault: 'all',
  },
  json: { type: 'boolean', default: false, help: 'Print the cases as JSON, one a line.' },
  ...connectionOptions,
} as const satisfies DocumentedOptions;

const manual: Manual = {
  about: 'Lists what was found in the logs: the open cases, the latest first.',
  usage: ['npx kafkainsight findings [OPTIONS]'],
  options,
  afterwards: 'Exit codes: 0 nothing was found, 1 there are open cases.',
};

export const findings: Command = {
  manual,
  async run(args) {
    const { values } = readArguments(args, options);
    const { rule, since } = values;
    const names = rules.map(({ name }) => name);
    const filter = {
      states: ['open'] as const,
      ...(rule === undefined ? {} : { rule: wordOption('rule', rule, names) }),
      ...(since === undefined ? {} : { sinceMillis: timeOption('since', since) }),
    };
    const cases = await withConnection(values, ({ engine }) => listCases(engine, filter));
    print(values.json ? cases.map((one) => `${JSON.stringify(one)}\n`).join('') : describe(cases));
    return cases.length === 0 ? 0 : 1;
  },
};

function describe(cases: readonly Case[]): string {
  return cases.length === 0 ? 'Nothing was found.\n' : `${caseTable(cases)}\n${caseSentences(cases)}`;
}
