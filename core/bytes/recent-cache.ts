/**
 * Keeps what was made for the keys seen lately: at most twice `capacity` of them. Keys live in two generations; when the
 * young one is full, it becomes the old one, and what was not used since is dropped with the former old one. That is
 * nearly a least-recently-used cache, at the price of a Map.
 */
export class RecentCache<Value> {
  readonly #capacity: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The value of a key; it is created if it is not kept. */
  get(key: string, make: (key: string) => Value): Value {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const value = this.#old.get(key) ?? make(key);
    if (this.#young.size >= this.#capacity) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
    return value;
  }
}
