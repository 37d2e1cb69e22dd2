import { messageField, processNameField } from './json-fields.ts';
import type { JsonMember, LoggedMembers, WrappedMember, WritingOrder } from './json-member.ts';
import { loggerNameField } from './json-origin-fields.ts';
import { shapeOf } from './json-shapes.ts';
import { jsonWrapperOf } from './wrappers/json-wrappers.ts';

/** The order of a line's members, from its last one. */
export function writingOrder(last: JsonMember): WritingOrder {
  const members: JsonMember[] = [];
  for (let member = last; member.before !== undefined; member = member.before) members.push(member);
  members.reverse();
  const sorted = members.filter(({ write }) => write).sort((left, right) => orderOf(left) - orderOf(right));
  const known = sorted.filter(({ key }, number) => key !== sorted[number + 1]?.key);
  const paths = members.map(({ path }) => path);
  return {
    known,
    unknown: members.filter(({ write }) => !write),
    wrapped: wrappedAmong(known, members),
    logged: loggedAmong(known),
    shape: shapeOf(paths),
  };
}

function wrappedAmong(known: readonly JsonMember[], members: readonly JsonMember[]): WrappedMember | undefined {
  const member = known.find(({ key }) => key?.field === messageField);
  if (member === undefined) return undefined;
  const paths = members.map(({ path }) => path);
  const wrapper = jsonWrapperOf(member.path, paths);
  return wrapper && { wrapper, member, program: known.find(({ key }) => key?.field === processNameField) };
}

function loggedAmong(known: readonly JsonMember[]): LoggedMembers | undefined {
  const logger = known.find(({ key }) => key?.field === loggerNameField);
  const message = known.find(({ key }) => key?.field === messageField);
  return logger === undefined || message === undefined ? undefined : { logger, message };
}

function orderOf({ key }: JsonMember): number {
  return key?.order ?? 0;
}
