/** Where something is, and how much of it. */
export interface Place {
  readonly what: 'documents' | 'dead letters' | 'ledger entries' | 'states' | 'bytes';
  /** Name of an index, or key of an object. */
  readonly where: string;
  readonly count: number;
}

/** What exists of a file. */
export interface FileSurvey {
  readonly fileId: string;
  /** The keys under which it was dropped. */
  readonly keys: readonly string[];
  /** Whether an object of the bucket has its content now. */
  readonly hasObject: boolean;
  /** Whether parts of it, or a replay of its dead letters, may still be in the queue. */
  readonly isOpen: boolean;
  /** When its newest entry in the ledger was written, epoch milliseconds; 0 where there is none left. */
  readonly newestMillis: number;
  readonly places: readonly Place[];
}

/** What is known of the files of a key, or of one file. */
export interface FilesAnswer {
  /** The time of the survey, epoch milliseconds: what arrives later is not included, and is not deleted either. */
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
  /** Documents of other users, or of none, that contain the name in a message or another text; they stay. */
  readonly mentions: number;
}

/** The result of a repair. */
export interface RepairedAnswer {
  /** False where time ran out: the caller asks again, and it continues. */
  readonly isDone: boolean;
  /** Documents. */
  readonly deleted: number;
}

/** The result of a deletion. */
export interface DeletedAnswer {
  /** False where time ran out: the caller asks again, and it continues. */
  readonly isDone: boolean;
  readonly left: readonly Place[];
}
