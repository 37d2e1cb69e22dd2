/** What nodes of an OpenSearch domain there are, and how much each carries. Pages are of the Amazon OpenSearch Service Developer Guide, read 2026-12. */

/** How many times the memory, processors and price of `large` a size has (Amazon EC2, instance types). */
export const sizeFactors: ReadonlyMap<string, number> = new Map([
  ['medium', 0.5],
  ['large', 1],
  ['xlarge', 2],
  ['2xlarge', 4],
  ['4xlarge', 8],
  ['8xlarge', 16],
  ['9xlarge', 18],
  ['12xlarge', 24],
  ['16xlarge', 32],
  ['18xlarge', 36],
  ['24xlarge', 48],
]);

/** A data or manager node. */
interface SearchNode {
  readonly memoryGib: number;
  /** The largest gp3 volume. */
  readonly volumeGib: number;
}

/** A family of nodes: GiB of memory of `large`, and the largest gp3 volume of each size, in GiB. */
interface Family {
  readonly names: readonly string[];
  readonly largeMemoryGib: number;
  readonly volumesGib: Readonly<Record<string, number>>;
}

const TIB = 1024;

/** Sizes that all families of a kind have, the sixth generation's with larger volumes at the lower end. */
const compute = { large: 256, xlarge: 512, '2xlarge': TIB, '4xlarge': 1.5 * TIB };
const computeGraviton = { ...compute, '8xlarge': 3 * TIB, '12xlarge': 4.5 * TIB };
const general = { xlarge: 2 * TIB, '2xlarge': 3 * TIB, '4xlarge': 6 * TIB, '12xlarge': 18 * TIB };
const general7 = { ...general, large: 768, '8xlarge': 12 * TIB, '16xlarge': 24 * TIB };
const memory = { xlarge: 3 * TIB, '2xlarge': 6 * TIB, '4xlarge': 12 * TIB, '12xlarge': 24 * TIB };
const memory7 = { ...memory, large: 1.5 * TIB, '8xlarge': 16 * TIB, '16xlarge': 36 * TIB };

/**
 * "Amazon OpenSearch Service quotas", EBS volume size quotas. Left out are families without EBS volumes, those without gp3, and OR1, OR2
 * and OM2, which keep indices in S3 and were not tried.
 */
const families: readonly Family[] = [
  { names: ['c5'], largeMemoryGib: 4, volumesGib: { ...compute, '9xlarge': 3.5 * TIB, '18xlarge': 7 * TIB } },
  { names: ['c6g'], largeMemoryGib: 4, volumesGib: computeGraviton },
  { names: ['c7g', 'c7i', 'c8g'], largeMemoryGib: 4, volumesGib: { ...computeGraviton, '16xlarge': 6 * TIB } },
  { names: ['m5'], largeMemoryGib: 8, volumesGib: { ...general, large: TIB } },
  { names: ['m6g'], largeMemoryGib: 8, volumesGib: { ...general, large: TIB, '8xlarge': 12 * TIB } },
  { names: ['m7g', 'm8g'], largeMemoryGib: 8, volumesGib: { ...general7, medium: 512 } },
  { names: ['m7i'], largeMemoryGib: 8, volumesGib: general7 },
  { names: ['r5'], largeMemoryGib: 16, volumesGib: { ...memory, large: 2 * TIB } },
  { names: ['r6g'], largeMemoryGib: 16, volumesGib: { ...memory, large: 2 * TIB, '8xlarge': 16 * TIB } },
  { names: ['r7g'], largeMemoryGib: 16, volumesGib: { ...memory7, medium: 768 } },
  { names: ['r7i'], largeMemoryGib: 16, volumesGib: memory7 },
  // 1532 is the page's number
  { names: ['r8g'], largeMemoryGib: 16, volumesGib: { ...memory7, medium: 768, large: 1532 } },
];

/** Nodes by their types, such as `r6g.large.search`. */
export const searchNodes: ReadonlyMap<string, SearchNode> = new Map([
  ['t3.small.search', { memoryGib: 2, volumeGib: 100 }],
  ['t3.medium.search', { memoryGib: 4, volumeGib: 200 }],
  ...families.flatMap(nodesOf),
]);

function nodesOf({ names, largeMemoryGib, volumesGib }: Family): [string, SearchNode][] {
  return names.flatMap((name) =>
    [...sizeFactors].flatMap(([size, factor]): [string, SearchNode][] => {
      const volumeGib = volumesGib[size];
      if (volumeGib === undefined) return [];
      return [[`${name}.${size}.search`, { memoryGib: largeMemoryGib * factor, volumeGib }]];
    }),
  );
}

/** The smallest volume of these types (same table). */
export const MIN_VOLUME_GIB = 10;

/** Data nodes of a domain, unless AWS raises the quota, and of t3 in any case (same page, "Total node limit by instance family"). */
export const MAX_DATA_NODES = 80;
export const MAX_T3_NODES = 10;

/** Data nodes that managers of so many GiB of memory look after, the fewest first ("Dedicated master nodes"). */
const managedNodes: readonly { readonly memoryGib: number; readonly nodes: number }[] = [
  { memoryGib: 8, nodes: 30 },
  { memoryGib: 16, nodes: 60 },
  { memoryGib: 32, nodes: 120 },
];

/** Data nodes that managers of this type look after; undefined for a type that is not known. */
export function nodesManagedBy(instanceType: string): number | undefined {
  const node = searchNodes.get(instanceType);
  if (node === undefined) return undefined;
  return managedNodes.findLast(({ memoryGib }) => memoryGib <= node.memoryGib)?.nodes ?? MAX_T3_NODES;
}
