/** Lines written as nginx and Apache would write them in a layout give back the values that they were written from. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseLine } from '../../../test/helpers/parse-line.ts';
import {
  escapeApache,
  escapeJson,
  escapeNginx,
  type ServerFields,
  serverVariables,
  type Variable,
  type Written,
} from '../../../test/helpers/server-lines.ts';
import type { Layout } from '../../layout.ts';
import { layoutProblems } from './compile.ts';

interface Case {
  readonly layout: string;
  readonly parts: readonly {
    readonly name: string;
    readonly printed: string;
    readonly before: string;
    readonly quoted: boolean;
    readonly written: Written;
  }[];
}

/** Some of the variables in any order, each in quotes, brackets or bare. */
const cases = (known: readonly Variable[], nameOf: (variable: Variable) => string): fc.Arbitrary<Case> =>
  fc
    .shuffledSubarray([...known], { minLength: 1 })
    .chain((chosen) =>
      fc.tuple(
        ...chosen.map((variable) =>
          fc.record({
            name: fc.constant(variable.name),
            printed: fc.constant(nameOf(variable)),
            before: fc.constantFrom(' ', ' - ', ' | ', '\t', ' x='),
            quoted: variable.isBare ? fc.boolean() : fc.constant(true),
            written: variable.values,
          }),
        ),
      ),
    )
    .map((parts) => ({
      parts,
      layout: parts
        .map(({ printed, before, quoted }, index) => `${index === 0 ? '' : before}${inQuotes(printed, quoted)}`)
        .join(''),
    }));

const inQuotes = (value: string, quoted: boolean): string => (quoted ? `"${value}"` : value);

function holds({ parts }: Case, layout: Layout, escape: (value: string) => string, absent: string): void {
  const line = parts
    .map(({ before, quoted, written: { value } }, index) => {
      const printed = value === undefined ? absent : escape(value);
      return `${index === 0 ? '' : before}${inQuotes(printed, quoted)}`;
    })
    .join('');
  const document = parseLine(layout, line, { format: layout });
  const expected: ServerFields = Object.assign({}, ...parts.map(({ written }) => written.fields)) as ServerFields;
  const kept = Object.fromEntries(
    parts.flatMap(({ name, written }) => (written.kept === undefined ? [] : [[name, written.kept]])),
  );
  const {
    'event.kind': kind,
    'event.dataset': dataset,
    'event.category': category,
    'event.type': type,
    ...found
  } = document;
  assert.deepEqual([kind, dataset, category, type], ['event', 'apache.access', ['web'], ['access']], line);
  const untimed =
    expected['@timestamp'] === undefined
      ? { '@timestamp': found['@timestamp'], 'kafkainsight.time.inferred': ['time'] }
      : {};
  assert.deepEqual(
    found,
    { ...expected, ...untimed, ...(Object.keys(kept).length > 0 && { 'kafkainsight.fields': kept }) },
    line,
  );
}

test('lines of any layout of nginx', () => {
  fc.assert(
    fc.property(
      cases(serverVariables, ({ name }) => `$${name}`),
      (one) => {
        holds(one, { nginx: one.layout }, escapeNginx, '-');
        holds(one, { nginx: `escape=json ${one.layout}` }, escapeJson, '');
      },
    ),
    { numRuns: 2_000 },
  );
});

test('lines of any layout of Apache', () => {
  const known = serverVariables.filter(({ directive }) => directive !== undefined);
  fc.assert(
    fc.property(
      cases(known, ({ directive = '' }) => directive),
      (one) => {
        holds(one, { apache: one.layout }, escapeApache, '-');
      },
    ),
    { numRuns: 2_000 },
  );
});

test('whatever the bytes, a line is read or refused', () => {
  fc.assert(
    fc.property(
      cases(serverVariables, ({ name }) => `$${name}`),
      fc.string({ unit: 'binary' }),
      ({ layout }, line) => {
        const document = parseLine({ nginx: layout }, line, { format: { nginx: layout } });
        assert.ok(document['event.kind'] === 'event' || document['event.dataset'] === 'unparsed');
      },
    ),
    { numRuns: 1_000 },
  );
});

test('whatever its text, a layout is compiled or has problems, each with a caret at a place in it', () => {
  const pieces = fc.constantFrom(
    '$',
    '${',
    '}',
    '%',
    '%{',
    'status',
    '"',
    ' ',
    'log_format x ',
    "'",
    'escape=json ',
    '%{+',
    '/1',
    '->',
    '%t',
    '%{%F}t',
    '%>s',
    '\\',
    '\n',
    'é',
  );
  const texts = fc.oneof(
    fc.array(pieces).map((some) => some.join('')),
    fc.string({ unit: 'grapheme' }),
  );
  fc.assert(
    fc.property(texts, fc.constantFrom('nginx', 'apache', 'dissect'), (layout, syntax) => {
      const one = { [syntax]: layout } as unknown as Layout;
      for (const problem of layoutProblems(one)) {
        const [message = '', shown = '', caret = ''] = problem.split('\n');
        assert.notEqual(message, '');
        assert.match(caret, /^ *\^+$/);
        assert.ok(caret.indexOf('^') <= shown.length, problem);
      }
    }),
    { numRuns: 2_000 },
  );
});
