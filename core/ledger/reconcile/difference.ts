/** What can be wrong, in the order of the pipeline. */
export type DifferenceKind =
  | 'NOT_INGESTED'
  | 'MESSAGES_GIVEN_UP'
  | 'PART_MISSING'
  | 'PART_BROKEN'
  | 'IDENTITY_CLASH'
  | 'LINES_NOT_PRODUCED'
  | 'DOCUMENTS_MISSING'
  | 'DOCUMENTS_EXTRA'
  | 'DOCUMENT_TWICE'
  | 'FORGOTTEN_BACK';

/** One difference, named. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Key of the object; absent where it is about none. */
  readonly key?: string;
  /** What differs, and what to do; without the full stop at its end. */
  readonly message: string;
}

/** What `reconcile --repair` can do about a file. */
export interface Repair {
  /**
   * `copies`: delete all but the newest document of each id; `former`: delete what is there under an id that the file has no longer;
   * `states`: forget what was produced of it, so that the next drop produces all of it, whatever its name or length.
   */
  readonly kind: 'copies' | 'former' | 'states';
  /** How many documents go, or are missing. */
  readonly documents: number;
}

/** The sums of a file, and what does not add up. */
export interface ReconciledFile {
  readonly fileId: string;
  /** Of the content that its documents are compared with. */
  readonly key: string;
  /** The other keys under which it was dropped, in their order. */
  readonly otherKeys: readonly string[];
  readonly lines: number;
  readonly documents: number;
  readonly deadLetters: number;
  /** Of the documents, those of lines after the end of that content: of a longer one that was there before. */
  readonly behind: number;
  /** Its newest entry is younger than the settle time, so that what differs may still be on its way. */
  readonly settling: boolean;
  /** It was forgotten, and not dropped again. Default: false. */
  readonly isForgotten?: boolean;
  readonly differences: readonly Difference[];
  readonly repairs: readonly Repair[];
}

/** Makes a difference of a file. */
export function difference(kind: DifferenceKind, key: string, message: string): Difference {
  return { kind, key, message };
}
