import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KafkaInsightError } from '../../../core/errors.ts';
import { typedText } from '../../../test/helpers/typed-text.ts';
import { MAX_SEARCH_CHARACTERS, readSearch, type Search } from './search.ts';

function attempt(typed: string): Search | undefined {
  try {
    return readSearch(typed, 'UTC');
  } catch (error) {
    assert.ok(error instanceof KafkaInsightError && error.code === 'USAGE_INVALID', String(error));
    assert.match(error.message, /\.$/);
    return undefined;
  }
}

test('whatever is typed is a search or a sentence that says why it is none', () => {
  fc.assert(
    fc.property(typedText, (typed) => {
      const search = attempt(typed);
      if (search === undefined) return;
      assert.ok(search.parts.length > 0);
      assert.ok(JSON.stringify(search.query).isWellFormed());
    }),
    { numRuns: 2000 },
  );
});

test('a phrase in quotes is looked for as it is', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\p{L}\p{N}][\p{L}\p{N} .:*?()/[\]-]*$/u), (phrase) => {
      const query = JSON.stringify(attempt(`"${phrase}"`)?.query);
      assert.ok(query.includes(JSON.stringify(phrase)), query);
      // what would be a wildcard is escaped in patterns
      const patterns = [...query.matchAll(/"wildcard":\{"[^"]+":\{"value":("(?:[^"\\]|\\.)*")/g)];
      for (const [, pattern = ''] of patterns) {
        assert.match(JSON.parse(pattern) as string, /^\*(?:[^*?\\]|\\.)*\*$/);
      }
    }),
  );
});

test('reading takes no longer than a search is worth', () => {
  const unit = fc.constantFrom('(', '"', '\\', '[', '- ', 'a:', '*', ' OR ', 'user.name:', '[a TO', '  ');
  fc.assert(
    fc.property(fc.array(unit, { minLength: 1, maxLength: 3 }), (units) => {
      const typed = units.join('').repeat(MAX_SEARCH_CHARACTERS).slice(0, MAX_SEARCH_CHARACTERS);
      // of the processor: what else the machine does is not counted
      const started = process.cpuUsage();
      attempt(typed);
      const { user, system } = process.cpuUsage(started);
      assert.ok(user + system < 500_000, `${units.join('')} takes too long`);
    }),
  );
});
