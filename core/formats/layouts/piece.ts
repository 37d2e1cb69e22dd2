import type { ValueKind } from './kind.ts';

/** A part of a layout: text that every line has there, or a value. */
export type Piece = { readonly literal: string; readonly at: number } | ValuePiece;

/** A value, and what it is. */
export interface ValuePiece {
  readonly kind: ValueKind;
  /** Under what it is kept where no field is for it; empty where it is not kept. */
  readonly name: string;
  /** Its place in the text of the layout. */
  readonly at: number;
  readonly length: number;
  /** dissect's `->`: what is between it and the next value may come several times. */
  readonly isPadded?: boolean;
  /** dissect's `+`: its place among the values of this name that are joined. */
  readonly join?: number;
}

/** Whether it is a value. */
export function isValue(piece: Piece): piece is ValuePiece {
  return 'kind' in piece;
}
