/** What the rules of other products are made of, and what they read of a line. */

/** A line as these products' own parsers would give it: more than they can read, never less. */
export interface PeerLine {
  readonly id: string;
  readonly timeMillis: number;
  readonly address: string;
  /** Empty where the line is no request, like all texts below. */
  readonly method: string;
  readonly status: number;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly path: string;
  readonly query: string;
  readonly agent: string;
  readonly account: string;
  readonly signIn: 'failure' | 'success' | undefined;
}

type Product = 'CrowdSec' | 'Elastic' | 'Sigma';

interface Named {
  readonly product: Product;
  /** As its repository has it. */
  readonly name: string;
  /** Which lines count. */
  readonly reads: (line: PeerLine) => boolean;
}

/** A bucket an address: each line is poured in, it leaks, and it tells when it overflows. */
export interface LeakyBucket extends Named {
  readonly kind: 'bucket';
  readonly capacity: number;
  readonly leakSeconds: number;
  /** After an overflow it is silent for so long. */
  readonly silentSeconds: number;
  /** Lines with the same value count once. */
  readonly distinct?: (line: PeerLine) => string;
}

/** Attempts with long pauses: tells at so many failures of an address whose median pause is longer; a success forgets them. */
export interface Pauses extends Named {
  readonly kind: 'pauses';
  readonly failures: number;
  readonly medianSeconds: number;
  readonly forgetSeconds: number;
}

/** A query that runs every few minutes over the minutes before, by address. */
export interface RepeatedQuery extends Named {
  readonly kind: 'query';
  readonly everyMinutes: number;
  readonly spanMinutes: number;
  readonly isIt: (lines: readonly PeerLine[]) => boolean;
}

/** Every line that it reads is a hit. */
export interface EachLine extends Named {
  readonly kind: 'line';
}

/** A rule of another product. */
export type PeerRule = LeakyBucket | Pauses | RepeatedQuery | EachLine;
