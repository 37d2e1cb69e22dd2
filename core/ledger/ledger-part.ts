/** What the ledger says of one part of a file. */
export interface LedgerPart {
  readonly fileId: string;
  readonly key: string;
  readonly etag: string;
  /** Absent where the bucket is not versioned. */
  readonly versionId?: string;
  /** The file is known by its first KiB: growing can give it another id. Default: false. */
  readonly isProvisional?: boolean;
  /** When the object was stored, epoch milliseconds: its version. */
  readonly storedMillis: number;
  /** When the file was last modified, epoch milliseconds. */
  readonly modifiedMillis: number;
  /** Its layers, as `layersText` writes them. */
  readonly compression: string;
  /** Size of the object, compressed as it is. */
  readonly sizeBytes: number;
  /** The part's bytes in the decompressed content, `[start, end)`. */
  readonly start: number;
  readonly end: number;
  readonly last: boolean;
  /** Of the part's bytes, see PartHasher. Absent where they are not known. */
  readonly hash?: string;
  /** Earlier contents of the part that this one was seen to begin with, each as `<end>:<hash>`. Default: none. */
  readonly contains?: readonly string[];
  /** Earlier contents of the part that this one was seen not to begin with, written the same way. Default: none. */
  readonly replaces?: readonly string[];
  readonly lines: number;
  /** Most lines are one event; a line of JSON can hold several, or none. */
  readonly events: number;
  readonly produced: number;
  /** Of these, how many an earlier reading had put on the topic. Default: none. */
  readonly skipped?: number;
  /** When the oldest of its documents were begun to be made, epoch milliseconds. */
  readonly startedMillis: number;
  readonly finishedMillis: number;
  readonly errorCode?: string;
  readonly errorMessage?: string;
}
