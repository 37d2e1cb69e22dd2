import * as v from 'valibot';
import { STATE_PREFIX } from '../names.ts';

/*
 * What is kept of each part of a file, so that of a file that grew only what is new is produced. ADR 19 has the rules and why they hold.
 */

/** Sums of the whole lines of a part. */
export interface PartSums {
  readonly lines: number;
  readonly events: number;
  readonly produced: number;
  readonly unparsed: number;
  readonly text: number;
  readonly untimed: number;
  readonly firstEventMillis?: number;
  readonly lastEventMillis?: number;
}

/** The lines of a part that are whole, and end in it. */
export interface WholeLines {
  readonly end: number;
  readonly sums: PartSums;
}

/**
 * That the events of a part's first bytes are on the topic: of each of them there is, or will be, a document of this content with at least
 * the version `since`, and none of another content with as high a one.
 */
export interface Claim {
  /** After the last whole line that ends in the part: the bytes from the part's start up to there are meant. */
  readonly end: number;
  /** Of these bytes, see PartHasher. */
  readonly hash: string;
  /** Whether a line begins with the part's first byte, which depends on the byte before it. */
  readonly beginsLine: boolean;
  /** Of the bytes before the part, as far as it depends on them to which event its first lines belong; absent where each line is one. */
  readonly before?: string;
  readonly since: number;
  /** When the oldest of them was begun to be made, epoch milliseconds. */
  readonly sinceMillis: number;
  /** The content that was read last of those that begin with these bytes. */
  readonly version: number;
  readonly content: string;
  /** A hash of what the documents depend on in addition to the bytes. */
  readonly reading: string;
  /** A hash of its object's key. */
  readonly name: string;
  /** Its length, where that was known before it was read. */
  readonly contentBytes?: number;
  readonly sums: PartSums;
}

/** A content of the part that was read: how far it went in the part, and the hash of that, as its ledger entry says them. */
export interface SeenContent {
  readonly name: string;
  readonly end: number;
  readonly hash: string;
}

/** The state of a part of a file, as it is kept. */
export interface PartState {
  /** Of this writing of it: no two are alike. */
  readonly token: string;
  /** The newest content of which anything was produced, or was about to be. Two of one version have no name. */
  readonly newest: { readonly version: number; readonly content?: string };
  readonly claim?: Claim;
  /** Of each name the last one, of the names that were seen last. */
  readonly seen: readonly SeenContent[];
}

/** What is known of a content before it is read. */
export interface NewContent {
  /** When its object was stored, epoch milliseconds. */
  readonly version: number;
  /** Names its bytes and whatever else its documents depend on. */
  readonly content: string;
  /** Names that alone: two contents of different readings have different documents, however alike their bytes are. */
  readonly reading: string;
  /** A hash of its object's key. */
  readonly name: string;
  /** Its length; absent where only reading it shows that. */
  readonly contentBytes?: number;
  /** Whether everything is to be produced, whatever was before: somebody asked for it. */
  readonly whole?: boolean;
}

/** How a part of a content is read. */
export type PartPlan =
  /** All of it is produced. */
  | { readonly kind: 'whole' }
  /** What is claimed is compared; only what follows is produced. */
  | { readonly kind: 'grown'; readonly claim: Claim }
  /**
   * A newer content was read: events before `from` are not produced, since the newer ones' stay. Where everything was asked for, they
   * are, but with a version that leaves the newer ones as they are.
   */
  | { readonly kind: 'older'; readonly from: number; readonly version: number };

const MAX_SEEN = 8;

/** The key of the object that keeps the state of a part. */
export function stateKey(fileId: string, start: number): string {
  return `${statePrefix(fileId)}${String(start).padStart(16, '0')}`;
}

/** What the keys of a file's states begin with. */
export function statePrefix(fileId: string): string {
  return `${STATE_PREFIX}${fileId}/`;
}

/** Decides how a part is read. */
export function planPart(state: PartState | undefined, content: NewContent): PartPlan {
  if (state === undefined) return { kind: 'whole' };
  const { newest, claim } = state;
  if (content.version < newest.version) {
    if (claim === undefined) return { kind: 'older', from: 0, version: content.version };
    const { end, since } = claim;
    return content.whole === true
      ? { kind: 'older', from: 0, version: Math.max(0, Math.min(content.version, since - 1)) }
      : { kind: 'older', from: end, version: content.version };
  }
  return claim !== undefined && mayHaveGrown(claim, content) ? { kind: 'grown', claim } : { kind: 'whole' };
}

/**
 * Whether the content may begin with what is claimed and is not to be produced again. Dropping a file again under its name, without
 * growth, repairs missing documents, so it may not; under another name it was renamed, and a second delivery is not another drop.
 */
function mayHaveGrown(claim: Claim, content: NewContent): boolean {
  if (content.whole === true || claim.reading !== content.reading) return false;
  if ((content.contentBytes ?? Infinity) < claim.end) return false;
  if (claim.name !== content.name) return true;
  if (claim.content === content.content) return claim.version === content.version;
  return (content.contentBytes ?? Infinity) > (claim.contentBytes ?? 0);
}

/**
 * The state before a content of at least the newest version is produced. Whoever finds a claim in it may trust that nothing that
 * contradicts the claim was produced since without taking it away.
 *
 * @param token of the new writing
 * @param claim what of the former state still holds
 */
export function announced(
  state: PartState | undefined,
  { version, content }: NewContent,
  token: string,
  claim?: Claim,
): PartState {
  const isTie = state?.newest.version === version && state.newest.content !== content;
  return {
    token,
    newest: { version, ...(!isTie && { content }) },
    ...(claim && { claim }),
    seen: state?.seen ?? [],
  };
}

/** Whether the state says already what {@link announced} would make it say. */
export function isAnnounced({ newest }: PartState, { version, content }: NewContent): boolean {
  return newest.version === version && (newest.content === content || newest.content === undefined);
}

/** What was read of a part, and produced of it or found to be produced. */
export interface ReadPart {
  readonly seen?: SeenContent;
  /** Its whole lines; absent where there is none. */
  readonly lines?: Pick<Claim, 'end' | 'hash' | 'beginsLine' | 'before' | 'sinceMillis' | 'sums'>;
}

/**
 * The state after all of a part is on the topic; `undefined` where it has to stay as it is, since a newer content came in between, or
 * one of the same version, or since what the work began with no longer holds. Of an older content, as its plan says, nothing is kept.
 */
export function concluded(
  state: PartState,
  content: NewContent,
  { plan, seen, lines }: ReadPart & { readonly plan: PartPlan },
  token: string,
): PartState | undefined {
  const { newest } = state;
  if (newest.version !== content.version || newest.content !== content.content || plan.kind === 'older') {
    return undefined;
  }
  if (plan.kind === 'grown' && !isSameClaim(state.claim, plan.claim)) return undefined;
  const { version, content: bytes, reading, name, contentBytes } = content;
  const since = plan.kind === 'grown' ? plan.claim.since : version;
  const facts = {
    ...{ since, version, content: bytes, reading, name },
    ...(contentBytes !== undefined && { contentBytes }),
  };
  return {
    token,
    newest,
    ...(lines && { claim: { ...lines, ...facts } }),
    seen:
      seen === undefined
        ? state.seen
        : [seen, ...state.seen.filter((one) => one.name !== content.name)].slice(0, MAX_SEEN),
  };
}

function isSameClaim(one: Claim | undefined, other: Claim): boolean {
  return (
    one?.end === other.end && one.hash === other.hash && one.since === other.since && one.version === other.version
  );
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const millis = v.pipe(v.number(), v.safeInteger());
const text = v.pipe(v.string(), v.nonEmpty());

/** Validates {@link PartSums}. */
export const partSumsSchema = v.object({
  lines: count,
  events: count,
  produced: count,
  unparsed: count,
  text: count,
  untimed: count,
  firstEventMillis: v.exactOptional(millis),
  lastEventMillis: v.exactOptional(millis),
});

const claimSchema = v.object({
  end: count,
  hash: text,
  beginsLine: v.boolean(),
  before: v.exactOptional(text),
  since: count,
  sinceMillis: millis,
  version: count,
  content: text,
  reading: text,
  name: text,
  contentBytes: v.exactOptional(count),
  sums: partSumsSchema,
});
const stateSchema = v.object({
  token: text,
  newest: v.object({ version: count, content: v.exactOptional(text) }),
  claim: v.exactOptional(claimSchema),
  seen: v.array(v.object({ name: text, end: count, hash: text })),
});

/** The state as the bytes that are kept. */
export function stateBytes(state: PartState): Buffer {
  return Buffer.from(JSON.stringify(state));
}

/** The state that bytes hold; `undefined` where they hold none. */
export function readState(bytes: Buffer): PartState | undefined {
  try {
    const result = v.safeParse(stateSchema, JSON.parse(bytes.toString()));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
