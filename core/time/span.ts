/** Half-open: epoch milliseconds, from the first to before the second. */
export interface Span {
  readonly fromMillis: number;
  readonly toMillis: number;
}
