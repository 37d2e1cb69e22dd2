import { MAX_BATCH_BYTES } from '../limits.ts';
import type { RecordKind } from '../names.ts';
import type { BufferPrefix, EncodedRecords, OutgoingRecord } from '../ports.ts';
import { RecordRoom, roomFor } from './record-room.ts';

/** Records that are sent together: they become one record batch of one partition. */
export interface Batch {
  readonly partition: number;
  readonly records: EncodedRecords;
  /** To be called when the records are no longer read: their memory is used for other batches. */
  readonly release: () => void;
}

/** Gathers records into batches. */
export interface BatchBuilder {
  /** Adds a copy of a record; returns the batch before it where that is full now. */
  add(kind: RecordKind, key: BufferPrefix, value: BufferPrefix): Batch | undefined;
  /** Gives what is left, where there is any. */
  flush(): Batch | undefined;
}

/**
 * Rooms that hold no batch now, as many as ever did at a time. New ones for each batch would bring V8 to collect all garbage
 * the sooner, since it counts memory outside its heap too.
 */
const freeRooms: RecordRoom[] = [];

/**
 * Gathers records, in their order, into batches of at most MAX_BATCH_BYTES, each as full as it gets; a record that is larger
 * is alone. Batches take turns over the partitions, beginning with one that follows from `seed`, so that small files too
 * are spread.
 *
 * @param seed any non-negative integer, the same for the same work
 */
export function createBatchBuilder(partitionCount: number, seed: number): BatchBuilder {
  let number = 0;
  let room: RecordRoom | undefined;

  function flush(): Batch | undefined {
    if (room === undefined || room.count === 0) return undefined;
    const batch = batchOf(room, (seed + number) % partitionCount);
    number++;
    room = undefined;
    return batch;
  }

  return {
    flush,
    add(kind, key, value) {
      room ??= freeRoom();
      if (room.add(kind, key, value)) return undefined;
      const full = flush();
      room ??= freeRoom();
      if (!room.add(kind, key, value)) {
        room = roomFor(key, value);
        room.add(kind, key, value);
      }
      return full;
    },
  };
}

/** Adds a record whose buffer is not reused. */
export function addRecord(builder: BatchBuilder, { kind, key, value }: OutgoingRecord): Batch | undefined {
  return builder.add(kind, wholeOf(Buffer.from(key)), wholeOf(value));
}

/** All of a buffer. */
export function wholeOf(bytes: Buffer): BufferPrefix {
  return { bytes, lengthBytes: bytes.length };
}

function freeRoom(): RecordRoom {
  return freeRooms.pop() ?? new RecordRoom();
}

function batchOf(room: RecordRoom, partition: number): Batch {
  return {
    partition,
    records: room,
    release: () => {
      room.clear();
      if (room.bytes.length === MAX_BATCH_BYTES) freeRooms.push(room);
    },
  };
}
