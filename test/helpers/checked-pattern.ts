import assert from 'node:assert/strict';
import { patternId } from '../../core/patterns/pattern.ts';

/** The document without the id of its message's pattern, which is that of the message as it is in the document; one that was cut has none. */
export function withoutPattern(document: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { 'kafkainsight.pattern.id': id, ...rest } = document;
  const flags = document['log.flags'];
  const isCut = Array.isArray(flags) && flags.includes('truncated');
  assert.equal(id, isCut ? undefined : idOf(document), JSON.stringify(document['message']));
  return rest;
}

function idOf(document: Readonly<Record<string, unknown>>): string | undefined {
  const contents = ['message', 'error.type', 'error.stack_trace'].map((name) => JSON.stringify(document[name] ?? ''));
  const starts = contents.map((_, at) => contents.slice(0, at).join('').length + 1);
  const [message, errorType, stackTrace] = ['message', 'error.type', 'error.stack_trace'].map((name, at) =>
    name in document ? Buffer.byteLength(contents.join('').slice(0, starts[at])) : -1,
  ) as [number, number, number];
  const bytes = Buffer.from(contents.join(''));
  return patternId({ bytes, message, errorType, stackTrace, end: bytes.length })?.toString('latin1');
}
