import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameSuggestions, typingOf, valueSuggestions } from './browser/suggestions.ts';
import { readSearch } from './search/search.ts';

test('what is being typed is the last word before the caret, or the value of its field', () => {
  assert.deepEqual(typingOf('sta'), { kind: 'name', start: 0, typed: 'sta' });
  assert.deepEqual(typingOf('GET -sta'), { kind: 'name', start: 5, typed: 'sta' });
  assert.deepEqual(typingOf('GET (user.na'), { kind: 'name', start: 5, typed: 'user.na' });
  assert.deepEqual(typingOf('status:5'), {
    kind: 'value',
    start: 7,
    field: 'http.response.status_code',
    typed: '5',
  });
  assert.deepEqual(typingOf('user:"anna g'), { kind: 'value', start: 5, field: 'user.name', typed: 'anna g' });
  assert.deepEqual(typingOf('nothing.known:x'), { kind: 'value', start: 14, field: 'nothing.known', typed: 'x' });
  for (const typed of ['', 'GET ', '404', '"a phrase', 'http://x', '/cart'])
    assert.equal(typingOf(typed)?.kind, typed === 'http://x' ? 'value' : undefined, typed);
});

test('a suggested value is found as a whole, whatever is in it', () => {
  for (const value of ['plain', 'two words', 'a:b', 'a"b', 'CORP\\anna', '-x', '*', 'a(b)']) {
    const [suggestion] = valueSuggestions('', [{ value, about: '' }]);
    const typed = `user.name:${suggestion?.text ?? ''}`;
    assert.deepEqual(readSearch(typed, 'UTC')?.query, {
      term: { 'user.name': { value, case_insensitive: true } },
    });
  }
});

test('values that begin as typed come before those that hold it', () => {
  const values = ['/cart/add', '/checkout/cart', '/cart', '/about'].map((value) => ({ value, about: '1 line' }));
  assert.deepEqual(
    valueSuggestions('/CART', values).map(({ text }) => text),
    ['/cart/add ', '/cart ', '/checkout/cart '],
  );
});

test('a short name says which fields it means', () => {
  assert.deepEqual(nameSuggestions('stat')[0], { text: 'status:', about: 'http.response.status_code' });
});
