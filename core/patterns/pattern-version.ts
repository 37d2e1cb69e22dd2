/**
 * How patterns are made. Raised with every change by which a message gets another pattern: it is part of the id, so that a pattern of one
 * version is never taken for one of another.
 */
export const PATTERN_VERSION = 1;
