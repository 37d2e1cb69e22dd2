import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { decode } from 'kafkajs/src/protocol/requests/fetch/v11/response.js';
import { readFetchResponse } from './fetch-response.ts';
import { patchKafkajs } from './kafkajs-patches.ts';

patchKafkajs();

// Responses are written here as https://kafka.apache.org/protocol says, and read by kafkajs, which is another implementation.

const int8 = (value: number): Buffer => Buffer.from([value & 255]);
const int16 = (value: number): Buffer => numberOf(2, (room) => room.writeInt16BE(value));
const int32 = (value: number): Buffer => numberOf(4, (room) => room.writeInt32BE(value));
const int64 = (value: bigint): Buffer => numberOf(8, (room) => room.writeBigInt64BE(value));

function numberOf(size: number, write: (room: Buffer) => void): Buffer {
  const room = Buffer.alloc(size);
  write(room);
  return room;
}

function varint(value: bigint): Buffer {
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bytes: number[] = [];
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

const varbytes = (bytes: Buffer | null): Buffer =>
  bytes === null ? varint(-1n) : Buffer.concat([varint(BigInt(bytes.length)), bytes]);
const string = (text: string): Buffer => Buffer.concat([int16(Buffer.byteLength(text)), Buffer.from(text)]);
const array = (items: readonly Buffer[]): Buffer => Buffer.concat([int32(items.length), ...items]);

interface Written {
  readonly attributes: number;
  readonly timeDelta: bigint;
  readonly offsetDelta: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [string, Buffer | null])[];
}

function recordOf({ attributes, timeDelta, offsetDelta, key, value, headers }: Written): Buffer {
  const record = Buffer.concat([
    int8(attributes),
    varint(timeDelta),
    varint(BigInt(offsetDelta)),
    varbytes(key),
    varbytes(value),
    varint(BigInt(headers.length)),
    ...headers.flatMap(([name, bytes]) => [varbytes(Buffer.from(name)), varbytes(bytes)]),
  ]);
  return Buffer.concat([varint(BigInt(record.length)), record]);
}

interface WrittenBatch {
  readonly firstOffset: bigint;
  readonly flags: number;
  readonly firstTime: bigint;
  readonly maxTime: bigint;
  readonly producerId: bigint;
  readonly isCompressed: boolean;
  readonly records: readonly Written[];
}

function batchOf({ firstOffset, flags, firstTime, maxTime, producerId, isCompressed, records }: WrittenBatch): Buffer {
  const content = Buffer.concat(records.map(recordOf));
  const counted = Buffer.concat([
    int32(0), // leader epoch
    int8(2), // magic
    int32(0), // checksum, which kafkajs does not look at either
    int16(flags | (isCompressed ? 1 : 0)),
    int32(records.length - 1),
    int64(firstTime),
    int64(maxTime),
    int64(producerId),
    int16(0),
    int32(0),
    int32(records.length),
    isCompressed ? gzipSync(content) : content,
  ]);
  return Buffer.concat([int64(firstOffset), int32(counted.length), counted]);
}

function responseOf(recordSets: readonly Buffer[]): Buffer {
  const partitions = recordSets.map((records, partition) =>
    Buffer.concat([
      int32(partition),
      int16(0),
      ...[12n, 11n, 3n].map(int64),
      array([Buffer.concat([int64(7n), int64(5n)])]),
      int32(-1),
      int32(records.length),
      records,
    ]),
  );
  return Buffer.concat([int32(9), int16(0), int32(77), array([Buffer.concat([string('logs'), array(partitions)])])]);
}

const bytes = fc.option(fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some)));
const long = fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n });
const records = fc.record<Written>({
  attributes: fc.constantFrom(0, 1, -1),
  timeDelta: fc.oneof(fc.constant(0n), long),
  offsetDelta: fc.nat(2 ** 31 - 1),
  key: bytes,
  value: bytes,
  // not of Object.prototype: kafkajs takes what that has for an earlier header
  headers: fc.array(fc.tuple(fc.constantFrom('kafkainsight', 'twice', '', 'ä'), bytes), { maxLength: 4 }),
});
const batches = fc.record<WrittenBatch>({
  firstOffset: fc.bigInt({ min: 0n, max: 2n ** 62n }),
  // time of the broker, transaction, control
  flags: fc.nat(7).map((bits) => bits << 3),
  firstTime: long,
  maxTime: fc.bigInt({ min: 1n, max: 2n ** 62n }),
  producerId: fc.bigInt({ min: -1n, max: 2n ** 62n }),
  isCompressed: fc.boolean(),
  records: fc.array(records, { minLength: 1, maxLength: 4 }),
});

interface Decoded {
  readonly responses: readonly { readonly partitions: readonly { readonly messages: readonly Message[] }[] }[];
}

interface Message {
  readonly magicByte?: number;
  readonly batchContext: Readonly<Record<'producerId' | 'inTransaction' | 'timestampType', unknown>>;
}

/** Without what nothing reads. */
function reduced(response: object | undefined): unknown {
  const { responses, ...rest } = response as Decoded;
  const messageOf = ({ batchContext, ...message }: Message): object => {
    const { producerId, inTransaction, timestampType } = batchContext;
    return { ...message, magicByte: undefined, batchContext: { producerId, inTransaction, timestampType } };
  };
  const reducedResponses = responses.map(({ partitions, ...topic }) => ({
    ...topic,
    partitions: partitions.map(({ messages, ...partition }) => ({ ...partition, messages: messages.map(messageOf) })),
  }));
  return { ...rest, responses: reducedResponses };
}

test('a response is read as kafkajs reads it, wherever the broker cuts it off', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(batches, { maxLength: 3 }), { maxLength: 3 }), fc.nat(), async (sets, cut) => {
      // the first batch is always whole (KIP-74)
      const recordSets = sets.map((some) => {
        const [first = Buffer.alloc(0), ...more] = some.map(batchOf);
        const rest = Buffer.concat(more);
        return Buffer.concat([first, rest.subarray(0, cut % (rest.length + 1))]);
      });
      const raw = responseOf(recordSets);
      assert.deepEqual(reduced(readFetchResponse(raw)), reduced(await decode(raw)));
    }),
  );
});

test('a header may have the name of a property that all objects have', () => {
  const batch: WrittenBatch = {
    ...{ firstOffset: 1n, flags: 0, firstTime: 5n, maxTime: 6n, producerId: -1n },
    isCompressed: false,
    records: [],
  };
  const headers = [
    ['__proto__', Buffer.from('a')],
    ['constructor', Buffer.from('b')],
  ] as const;
  const written = { attributes: 0, timeDelta: 0n, offsetDelta: 0, key: null, value: null, headers };
  const response = readFetchResponse(responseOf([batchOf({ ...batch, records: [written] })])) as Decoded;
  const [message] = response.responses[0]?.partitions[0]?.messages ?? [];
  assert.ok(message !== undefined && 'headers' in message);
  assert.deepEqual(Object.entries(message.headers as object), headers);
});

test('what holds batches of another format, or compressed otherwise, is left to kafkajs', () => {
  const batch = batchOf({
    ...{ firstOffset: 1n, flags: 0, firstTime: 5n, maxTime: 6n, producerId: -1n },
    isCompressed: false,
    records: [],
  });
  for (const [at, byte] of [
    [16, 1],
    [22, 4],
  ] as const) {
    const other = Buffer.from(batch);
    other[at] = byte;
    assert.equal(readFetchResponse(responseOf([other])), undefined);
  }
});
