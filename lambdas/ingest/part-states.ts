import { randomUUID } from 'node:crypto';
import type { DocumentOptions } from '../../core/documents/documents.ts';
import { KafkaInsightError } from '../../core/errors.ts';
import { idHash } from '../../core/files/id-key.ts';
import {
  announced,
  concluded,
  isAnnounced,
  type NewContent,
  type PartPlan,
  type PartState,
  planPart,
  type ReadPart,
  readState,
  type SeenContent,
  stateBytes,
  stateKey,
} from '../../core/files/part-state.ts';
import type { FileDecision } from '../../core/files/parts.ts';
import { labelOf } from '../../core/format-table.ts';
import { hasHeader } from '../../core/formats/layouts/header.ts';
import type { ObjectStore } from '../../core/ports.ts';

/** How often in a row another may have been faster. */
const MAX_ATTEMPTS = 20;
const NAME_CHARACTERS = 11;

/** The states of a file's parts. Errors: OBJECT_STORE_UNAVAILABLE. */
export interface PartStates {
  /** Begins a part: after this, it may be produced as the plan says, but of a grown one nothing before `grow`. */
  open(start: number): Promise<OpenState>;
}

/** The state of a part that is read. */
export interface OpenState {
  readonly plan: PartPlan;
  readonly seen: readonly SeenContent[];
  /**
   * Is another one as soon as the plan can no longer be relied on: anybody else wrote or deleted the state; of an older content, of which no
   * claim is made, the plan is another one.
   */
  readonly basis: string;
  /** The content begins as is claimed: what follows may be produced. False where that holds no longer; then the part is opened again. */
  grow(): Promise<boolean>;
  /** The content does not begin as is claimed: the claim is taken away. Then the part is opened again. */
  contradict(): Promise<void>;
  /** All of the part is on the topic. */
  conclude(read: ReadPart): Promise<void>;
}

/** What a file's documents depend on in addition to its bytes, and which content of it this is. */
export function newContent(file: FileDecision, { pseudonymKey, ...options }: DocumentOptions): NewContent {
  const { pin, sizeBytes, untimedMillis, storedMillis, layers, format, joining, source, partBytes, whole } = file;
  const named = (...values: readonly unknown[]): string => {
    const hash = idHash(pseudonymKey, 'state').update(JSON.stringify(values));
    return hash.digest('base64url').slice(0, NAME_CHARACTERS);
  };
  // lines say again as what others are read, and all of it is produced
  const isHeaded = hasHeader(format);
  const reading = named(
    'reading',
    isHeaded ? labelOf(format) : format,
    ...(joining ? [joining] : []),
    source,
    untimedMillis,
    partBytes,
    options,
  );
  return {
    version: storedMillis,
    content: named('content', pin.etag, reading),
    reading,
    name: named('name', pin.key),
    ...(layers.length === 0 && { contentBytes: sizeBytes }),
    ...((whole === true || isHeaded) && { whole: true }),
  };
}

/** The states of the parts of one content, in its bucket. */
export function createPartStates(
  store: Pick<ObjectStore, 'get' | 'putIf'>,
  { id, pin: { bucket } }: FileDecision,
  content: NewContent,
): PartStates {
  return {
    async open(start) {
      const register = new Register(store, bucket, stateKey(id, start));
      const plan = await begin(register, content);
      return {
        plan,
        seen: register.state?.seen ?? [],
        get basis() {
          return plan.kind === 'older' ? `older:${plan.from}:${plan.version}` : (register.state?.token ?? '-');
        },
        grow: () => grow(register, content, plan),
        async contradict() {
          await register.change((state) => {
            const isNewest = state !== undefined && content.version >= state.newest.version;
            return isNewest ? announced(state, content, randomUUID()) : undefined;
          });
        },
        async conclude(read) {
          if (plan.kind === 'older') return;
          await register.change((state) => {
            if (state === undefined) return undefined;
            // the announced state was deleted meanwhile: continuing needs a new one
            const isUnknown = state.newest.version < content.version;
            return isUnknown
              ? announced(state, content, randomUUID())
              : concluded(state, content, { ...read, plan }, randomUUID());
          });
        },
      };
    },
  };
}

/** Of what no state is kept. */
export const noStates: PartStates = {
  open: () =>
    Promise.resolve({
      plan: { kind: 'whole' },
      seen: [],
      basis: '-',
      grow: () => Promise.resolve(true),
      contradict: () => Promise.resolve(),
      conclude: () => Promise.resolve(),
    }),
};

/** Plans a part, and announces it where all of it is to be produced. */
async function begin(register: Register, content: NewContent): Promise<PartPlan> {
  let plan: PartPlan = { kind: 'whole' };
  await register.change((state) => {
    plan = planPart(state, content);
    if (plan.kind !== 'whole') return undefined;
    const isSaid = state !== undefined && isAnnounced(state, content) && state.claim === undefined;
    return isSaid ? undefined : announced(state, content, randomUUID());
  });
  return plan;
}

/** Announces what follows the claim, as long as the claim is there. */
async function grow(register: Register, content: NewContent, plan: PartPlan): Promise<boolean> {
  if (plan.kind !== 'grown') return true;
  let holds = false;
  await register.change((state) => {
    const now = planPart(state, content);
    holds = false;
    if (now.kind !== 'grown' || now.claim.hash !== plan.claim.hash || now.claim.end !== plan.claim.end)
      return undefined;
    holds = true;
    if (state === undefined || isAnnounced(state, content)) return undefined;
    return announced(state, content, randomUUID(), now.claim);
  });
  return holds;
}

/** An object that many write, each on the condition that it is still what they know. */
class Register {
  readonly #store: Pick<ObjectStore, 'get' | 'putIf'>;
  readonly #bucket: string;
  readonly #key: string;
  #etag: string | undefined;
  state: PartState | undefined;

  constructor(store: Pick<ObjectStore, 'get' | 'putIf'>, bucket: string, key: string) {
    this.#store = store;
    this.#bucket = bucket;
    this.#key = key;
  }

  /**
   * Writes what follows from the state, or nothing where nothing does; again from the newest state if another invocation was faster. At
   * first it is tried as if there were none: that is so of most parts, and costs one request.
   */
  async change(next: (state: PartState | undefined) => PartState | undefined): Promise<void> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const written = next(this.state);
      if (written === undefined) return;
      const etag = await this.#store.putIf(this.#bucket, this.#key, stateBytes(written), this.#etag);
      if (etag !== undefined) {
        this.#etag = etag;
        this.state = written;
        return;
      }
      await this.#read();
      // it was written, and the response was lost
      if (this.state?.token === written.token) return;
    }
    throw new KafkaInsightError(
      'OBJECT_STORE_UNAVAILABLE',
      `Writing ${this.#bucket}/${this.#key} failed: ${MAX_ATTEMPTS} times in a row another invocation had written it meanwhile. The work is retried.`,
    );
  }

  async #read(): Promise<void> {
    const object = await this.#store.get(this.#bucket, this.#key);
    this.#etag = object?.etag;
    this.state = object && (readState(object.body) ?? UNREADABLE);
  }
}

/** Of whoever else wrote there: it says nothing of what was produced, and every content is newer. */
const UNREADABLE: PartState = { token: '-', newest: { version: 0 }, seen: [] };
