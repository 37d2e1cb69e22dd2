import type { JsonMember } from './json-member.ts';

const WORD_BITS = 32;

/**
 * The members of a line whose keys are fields, by precedence; of a key that comes twice the last one. A bit for each key says
 * whether the line has it, so that nothing is sorted and only what is there is looked at.
 */
export class KnownMembers {
  readonly #members: (JsonMember | undefined)[] = [];
  readonly #bits: number[] = [];

  /** @param keys how many known keys there are */
  constructor(keys: number) {
    for (let word = 0; word * WORD_BITS < keys; word++) this.#bits.push(0);
    for (let key = 0; key < keys; key++) this.#members.push(undefined);
  }

  clear(): void {
    // Not fill, which takes longer than all five words.
    for (let word = 0; word < this.#bits.length; word++) this.#bits[word] = 0;
  }

  put(member: JsonMember, order: number): void {
    this.#members[order] = member;
    const word = (order / WORD_BITS) | 0;
    this.#bits[word] = (this.#bits[word] ?? 0) | (1 << (order - word * WORD_BITS));
  }

  /** Calls for each member, those that take precedence first. */
  forEach(take: (member: JsonMember) => void): void {
    for (let word = 0; word < this.#bits.length; word++) {
      for (let bits = this.#bits[word] ?? 0; bits !== 0; bits &= bits - 1) {
        const member = this.#members[word * WORD_BITS + 31 - Math.clz32(bits & -bits)];
        if (member !== undefined) take(member);
      }
    }
  }
}
