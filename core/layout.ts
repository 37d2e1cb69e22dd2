/**
 * How somebody's lines look, as one string in a syntax that people have at hand. It is compiled once to a reader of bytes
 * (core/formats/layouts/).
 */
export type Layout =
  /** What `log_format` of nginx is given: `$remote_addr - $remote_user [$time_local] "$request"`; `escape=json ` may come first. */
  | { readonly nginx: string }
  /** What `LogFormat` of Apache is given: `%h %l %u %t "%r" %>s %b`. */
  | { readonly apache: string }
  /** Keys and the text between them, as Elastic's and Logstash's dissect have it: `%{source.ip} [%{@timestamp}] %{message}`. */
  | { readonly dissect: string }
  /** The columns that `#Fields:` of a W3C extended log names: `date time c-ip cs-method cs-uri-stem sc-status`. */
  | { readonly w3c: string }
  /** The columns of a flow log of AWS, as in its header or its configuration: `version account-id interface-id srcaddr dstaddr`. */
  | { readonly vpcflow: string }
  /** The columns of one of Zeek's files and their types, as `#fields` and `#types` of its header say them: `ts:time uid:string id.orig_h:addr`. */
  | { readonly zeek: string }
  /** A regular expression whose named groups are the values: `(?<source.ip>\S+) (?<@timestamp>\S+) (?<message>.*)`. */
  | { readonly pattern: string };

/** The syntaxes of layouts. */
export const layoutSyntaxes = ['nginx', 'apache', 'dissect', 'w3c', 'vpcflow', 'zeek', 'pattern'] as const;

/** One of {@link layoutSyntaxes}. */
export type LayoutSyntax = (typeof layoutSyntaxes)[number];

/** A longer layout is refused: it travels with every part of a file. */
export const MAX_LAYOUT_BYTES = 4_096;

/** The syntax and the text of a layout. */
export function textOfLayout(layout: Layout): readonly [LayoutSyntax, string] {
  if ('nginx' in layout) return ['nginx', layout.nginx];
  if ('apache' in layout) return ['apache', layout.apache];
  if ('dissect' in layout) return ['dissect', layout.dissect];
  if ('vpcflow' in layout) return ['vpcflow', layout.vpcflow];
  if ('zeek' in layout) return ['zeek', layout.zeek];
  return 'pattern' in layout ? ['pattern', layout.pattern] : ['w3c', layout.w3c];
}
