import type { LogField } from './fields.ts';
import type { Layout } from './layout.ts';

/**
 * What a line may begin with, which says most of what it is: one of these characters, or anything else. Rows of one beginning are tried in
 * the order of the table.
 */
export type LineBeginning = '{' | '<' | '[' | ' ' | '\t' | 'other';

/** What documents of a format have, whatever its lines say. */
export interface FormatKind {
  /** What it is, for docs/formats.md. */
  readonly title: string;
  /** `event.dataset`, unless the source names another. */
  readonly dataset: string;
  /**
   * Fields that all its lines have. `kafkainsight.stored` of a format whose lines may hold `kafkainsight.fields`, though their beginnings are
   * read without: so a line is in the same index however much of it was there.
   */
  readonly fields: readonly (readonly [LogField, readonly string[] | string | true])[];
}

/** The flattened fields that values of a layout may be kept in: of some services Elastic's integrations name them. */
export type KeptField = 'kafkainsight.fields' | 'aws.elb' | 'aws.s3access' | 'aws.vpcflow';

/** Everything about a format. Its layout says how its lines are read, or else code does (core/formats/registry.ts). */
export interface FormatRow extends FormatKind {
  /**
   * In the syntax of nginx, with variables of others in core/formats/layouts/preset-variables.ts; or in that of dissect, with the keys of
   * core/formats/layouts/preset-keys.ts.
   */
  readonly layout?: Layout;
  /** Other layouts of it, tried in turn if a line does not match the first. */
  readonly variants?: readonly Layout[];
  /** Two values of the layout the first of which is not less than the second: else it is another layout. */
  readonly atLeast?: readonly [string, string];
  /** The flattened field in which values that no field is for are kept, and what they are called there where the layout calls them otherwise. Default: `kafkainsight.fields`, and as in the layout. */
  readonly keeps?: { readonly as: KeptField; readonly names?: Readonly<Record<string, string>> };
  /** Whether lines may go on after the layout; what is there is kept as `kafkainsight.rest`. */
  readonly hasRest?: boolean;
  /**
   * With which line an event of a file of this format begins, the lines after it belonging to it (core/files/event-starts.ts): one that
   * begins with a time, one that is not indented, one that continues no stack trace, or one that a pattern is in. Default: with each.
   */
  readonly joins?: 'time' | 'unindented' | 'trace' | { readonly pattern: string };
  /** How its lines may begin where the format is to be detected; empty where it is the last resort. */
  readonly begins: readonly LineBeginning[];
  /** A line of it. */
  readonly example: string;
  /** Whether `kafkainsight generate` can write its story in it. Then `local/sample-logs/<name>.log` holds lines of it, too. */
  readonly inStory: boolean;
}

/** Of access logs. */
export const ACCESS = [
  ['event.category', ['web']],
  ['event.type', ['access']],
] as const;

/** Of logs of connections. */
export const CONNECTION = [
  ['event.category', ['network']],
  ['event.type', ['connection']],
] as const;
