/**
 * A reporter of Node's test runner: a line for each test that failed, `file:line name`, with the beginning of its message. The test
 * command prints them at the very end, where people look first.
 */
import path from 'node:path';
import type { TestEvent } from 'node:test/reporters';

const MAX_MESSAGE_CHARACTERS = 200;

/** Takes the events of a run, and returns its failures as text. A suite that failed only because of its tests is not listed. */
export default async function* failedTests(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    if (event.type !== 'test:fail') continue;
    const { name, file, line, details, todo, skip } = event.data;
    const { error } = details;
    const isExpected = todo !== undefined || skip !== undefined;
    if (isExpected || ('failureType' in error && error.failureType === 'subtestsFailed')) continue;
    const place = file === undefined ? '' : `${path.relative(process.cwd(), file)}:${line ?? 0} `;
    const { message } = error.cause instanceof Error ? error.cause : error;
    yield `${place}${name}: ${message.replace(/\s+/g, ' ').slice(0, MAX_MESSAGE_CHARACTERS)}\n`;
  }
}
