/** Where something is, and how much of it. */
export interface Place {
  readonly what: 'documents' | 'dead letters' | 'ledger entries' | 'states' | 'bytes';
  /** Name of an index, or key of an object. */
  readonly where: string;
  readonly count: number;
}

/** What there is of a file. */
export interface FileSurvey {
  readonly fileId: string;
  /** The keys under which it was dropped. */
  readonly keys: readonly string[];
  /** Whether an object of the bucket has its content now. */
  readonly hasObject: boolean;
  /** Parts of it, or a replay of its dead letters, may still be in the queue. */
  readonly isOpen: boolean;
  /** When its newest entry in the ledger was written, epoch milliseconds; 0 where there is none any more. */
  readonly newestMillis: number;
  readonly places: readonly Place[];
}

/** What is known of the files of a key, or of one file. */
export interface FilesAnswer {
  /** The time of the answer, epoch milliseconds: what arrives later is not in it, and is not deleted by it. */
  readonly takenMillis: number;
  /** Messages of the queue. */
  readonly waiting: number;
  readonly files: readonly FileSurvey[];
}

/** What is known of a person. */
export interface UserAnswer {
  readonly takenMillis: number;
  readonly waiting: number;
  readonly places: readonly Place[];
  /** Documents of others, or of nobody, that have the name in a message or another text; they stay. */
  readonly mentions: number;
}

/** What became of a repair. */
export interface RepairedAnswer {
  /** False where the time was over: it is asked for again, and goes on. */
  readonly isDone: boolean;
  /** Documents. */
  readonly deleted: number;
}

/** What became of a deletion. */
export interface DeletedAnswer {
  /** False where the time was over: it is asked for again, and goes on. */
  readonly isDone: boolean;
  readonly left: readonly Place[];
}
