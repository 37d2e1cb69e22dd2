import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { documentHead, DocumentWriter } from './document-writer.ts';
import { createUserAgentFields } from './user-agents.ts';

const writeFields = createUserAgentFields();
const writer = new DocumentWriter();

function parse(userAgent: string): unknown {
  const bytes = Buffer.from(` ${userAgent} `);
  writer.begin(documentHead(''));
  writeFields(bytes, 1, bytes.length - 1, writer);
  const { '@timestamp': _, ...fields } = JSON.parse(writer.finish(0).toString());
  return fields;
}

suite('a user agent', () => {
  // The strings are those that the vendors document; what they stand for is read from them.
  test('of a person', () => {
    assert.deepEqual(
      parse(
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36',
      ),
      {
        'user_agent.name': 'Chrome',
        'user_agent.version': '125.0.0.0',
        'user_agent.os.name': 'Windows',
        'user_agent.os.version': 'NT 10.0',
        'user_agent.device.name': 'desktop',
      },
    );
    assert.deepEqual(
      parse(
        'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
      ),
      {
        'user_agent.name': 'Safari',
        'user_agent.version': '17.4',
        'user_agent.os.name': 'iOS',
        'user_agent.os.version': '17.4',
        'user_agent.device.name': 'mobile',
      },
    );
  });

  test('of a program', () => {
    assert.deepEqual(parse('Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'), {
      'user_agent.name': 'Googlebot',
      'user_agent.version': '2.1',
      'user_agent.device.name': 'bot',
    });
    assert.deepEqual(parse('curl/8.5.0'), { 'user_agent.name': 'curl', 'user_agent.version': '8.5.0' });
  });

  test('that says nothing', () => {
    for (const userAgent of ['', ' ', '-', '"', '\u0000', 'é']) assert.deepEqual(parse(userAgent), {});
  });

  test('that is hostile is read in bounded time', () => {
    const start = performance.now();
    for (const piece of ['(', 'Mozilla/5.0 (', ' Version/', 'a/1 ', ';', 'Chrome/', '\\']) parse(piece.repeat(100_000));
    assert.ok(performance.now() - start < 2_000);
  });
});
