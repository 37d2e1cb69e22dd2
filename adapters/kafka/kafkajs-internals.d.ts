/** Parts of kafkajs for which it has no types. */

declare module 'kafkajs/src/network/requestQueue/index.js' {
  /** The requests of one connection. */
  export default class RequestQueue {
    /** Requests that wait until the broker has answered others. */
    pending: readonly unknown[];
    /** Schedules another look at the pending requests. */
    scheduleCheckPendingRequests: (this: RequestQueue) => void;
  }
}

declare module 'kafkajs/src/protocol/encoder.js' {
  /** Writes the primitive types of Kafka's protocol. */
  export default class Encoder {
    /** @param initialSize bytes that it has room for before it grows */
    constructor(initialSize?: number);
    readonly buffer: Buffer;
    writeInt16(value: number): this;
    writeInt32(value: number): this;
    writeString(value: string | null): this;
    writeBytes(value: Buffer): this;
  }
}

declare module 'kafkajs/src/protocol/requests/produce/index.js' {
  import type { Message } from 'kafkajs';
  import type Encoder from 'kafkajs/src/protocol/encoder.js';

  /** What goes to one broker in one request. */
  export interface ProduceRequest {
    readonly acks: number;
    /** How long the broker may wait for its replicas, in milliseconds. */
    readonly timeout: number;
    readonly topicData: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly messages: readonly Message[] }[];
    }[];
  }

  /** How such a request is written, and its answer read. */
  export interface ProduceProtocol {
    readonly request: { readonly encode: () => Promise<Encoder> };
    readonly response: object;
  }

  const produce: {
    /** The protocol in the version that client and broker have agreed on. */
    protocol: (agreed: { readonly version: number }) => (request: ProduceRequest) => ProduceProtocol;
  };
  export default produce;
}

declare module 'kafkajs/src/protocol/requests/fetch/index.js' {
  /** How such a request is written, and its answer read. */
  export interface FetchProtocol {
    readonly request: object;
    readonly response: { readonly decode: (raw: Buffer) => Promise<object> };
  }

  const fetch: {
    /** The protocol in the version that client and broker have agreed on. */
    protocol: (agreed: { readonly version: number }) => (request: object) => FetchProtocol;
  };
  export default fetch;
}

declare module 'kafkajs/src/protocol/requests/fetch/v11/response.js' {
  /** kafkajs's own reading of a response. */
  export const decode: (raw: Buffer) => Promise<object>;
}

declare module 'kafkajs/src/protocol/decoder.js' {
  /** Reads the primitive types of Kafka's protocol. */
  export default class Decoder {
    constructor(bytes: Buffer);
    readonly buffer: Buffer;
    /** How much of it was read. */
    readonly offset: number;
    readInt16(): number;
    readInt32(): number;
    readInt64(): bigint;
    readString(): string | null;
    /** After their length. */
    readBytes(): Buffer | null;
    /** After its length. */
    readArray<Item>(reader: (decoder: this) => Item): Item[];
    readVarIntBytes(): Buffer;
  }
}

declare module 'kafkajs/src/protocol/recordBatch/record/v0/decoder.js' {
  import type { KafkaMessage } from 'kafkajs';
  import type Decoder from 'kafkajs/src/protocol/decoder.js';

  /** Reads one record of a batch, after its length. */
  const decode: (
    record: Decoder,
    batch: { readonly firstOffset: number; readonly firstTimestamp: number },
  ) => KafkaMessage;
  export default decode;
}

declare module 'kafkajs/src/protocol/recordBatch/v0/decoder.js' {
  import type { KafkaMessage } from 'kafkajs';
  import type Decoder from 'kafkajs/src/protocol/decoder.js';

  /** Reads a record batch, the magic byte of which was seen to be 2. */
  const decode: (batch: Decoder) => Promise<{
    readonly lastOffsetDelta: number;
    readonly records: readonly KafkaMessage[];
  }>;
  export default decode;
}
