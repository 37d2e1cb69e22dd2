import type { JsonMember, WritingOrder } from './json-member.ts';

/** The order of a line's members, from its last one. */
export function writingOrder(last: JsonMember): WritingOrder {
  const members: JsonMember[] = [];
  for (let member = last; member.before !== undefined; member = member.before) members.push(member);
  members.reverse();
  const known = members.filter(({ write }) => write).sort((left, right) => orderOf(left) - orderOf(right));
  return {
    known: known.filter(({ key }, number) => key !== known[number + 1]?.key),
    unknown: members.filter(({ write }) => !write),
  };
}

function orderOf({ key }: JsonMember): number {
  return key?.order ?? 0;
}
