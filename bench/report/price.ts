import { unitPrices } from '../../lib/sizing/prices.ts';

/** What a function needs for a million lines, and its peak memory. */
export interface Use {
  /** With a whole vCPU. */
  readonly cpuSeconds: number;
  /** From begin to end, with a whole vCPU; what is over the CPU's is waiting for others. */
  readonly seconds: number;
  readonly peakMib: number;
}

/** What it costs with some memory. */
export interface Price {
  readonly memoryMib: number;
  /** For a million lines. */
  readonly seconds: number;
  readonly dollars: number;
}

/** At this memory a function has one vCPU, below it its share of one (AWS Lambda Developer Guide, "Configure Lambda function memory"). */
const MIB_A_VCPU = 1769;
const SIZES_MIB = [512, 768, 1024, 1536, MIB_A_VCPU, 3008];
/** Of a function's memory its peak takes no more. */
const FULL = 0.8;
/** What costs no more than that over the cheapest is as good, and faster. */
const EQUAL = 1.02;

/** Prices by memory, of the sizes that hold the peak. Beyond a vCPU nothing gets faster: JavaScript runs on one. */
export function pricesOf({ cpuSeconds, seconds, peakMib }: Use): Price[] {
  const waiting = Math.max(0, seconds - cpuSeconds);
  return SIZES_MIB.filter((memoryMib) => peakMib <= FULL * memoryMib).map((memoryMib) => {
    const billed = cpuSeconds / Math.min(1, memoryMib / MIB_A_VCPU) + waiting;
    return { memoryMib, seconds: billed, dollars: billed * (memoryMib / 1024) * unitPrices.lambdaGbSecond };
  });
}

/** The most memory of those that cost as little as any. */
export function bestPrice(prices: readonly Price[]): Price | undefined {
  const least = Math.min(...prices.map(({ dollars }) => dollars));
  return prices.findLast(({ dollars }) => dollars <= EQUAL * least);
}
