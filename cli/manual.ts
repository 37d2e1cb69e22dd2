import type { ParseArgsOptionDescriptor } from 'node:util';

/** An option with its documentation, in the form that node:util's parseArgs accepts. */
interface DocumentedOption extends ParseArgsOptionDescriptor {
  /** Placeholder of the value in `--help`, in capitals: `FOLDER`. Absent for a switch. */
  readonly value?: string;
  /** One or two sentences, without the default. */
  readonly help: string;
  /** How the default is shown, where `default` cannot say it: a path on this machine, or a value that is decided later. */
  readonly shownDefault?: string;
}

/** The options of a command, by name, in the order in which `--help` lists them. */
export type DocumentedOptions = Readonly<Record<string, DocumentedOption>>;

/** The documentation of a command, for `--help` and docs/cli.md. */
export interface Manual {
  /** What it does, and why; one paragraph. */
  readonly about: string;
  /** The ways to call it, most common first. */
  readonly usage: readonly string[];
  /** Arguments that are not options: name and description. */
  readonly arguments?: Readonly<Record<string, string>>;
  readonly options: DocumentedOptions;
  /** Text after the options: exit codes, what comes next. */
  readonly afterwards?: string;
  readonly examples?: readonly string[];
}

const WIDTH = 120;
const INDENT = '  ';
/** Where the second column begins; a longer first column gets its own line. */
const COLUMN = 25;

/** The text of `--help`: the same form for every command, at most 120 characters per line. */
export function helpText({ about, usage, arguments: named = {}, options, afterwards, examples }: Manual): string {
  const rows = [
    ...Object.entries(named).map(([name, help]) => row(name, help)),
    ...Object.entries(options).map(([name, option]) => row(usageOf(name, option), helpOf(option))),
    row('-h, --help', 'This text.'),
  ];
  return [
    wrap(about, WIDTH).join('\n'),
    usage.map((call, index) => `${index === 0 ? 'Usage: ' : '       '}${call}`).join('\n'),
    rows.join('\n'),
    ...(afterwards === undefined ? [] : [wrap(afterwards, WIDTH).join('\n')]),
    ...(examples === undefined ? [] : [['Examples:', ...examples.map((example) => INDENT + example)].join('\n')]),
  ]
    .join('\n\n')
    .concat('\n');
}

function usageOf(name: string, { value }: DocumentedOption): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function helpOf(option: DocumentedOption): string {
  const shown = option.shownDefault ?? (typeof option.default === 'string' ? option.default : undefined);
  return shown === undefined ? option.help : `${option.help} (default: ${shown})`;
}

function row(name: string, help: string): string {
  const lines = wrap(help, WIDTH - COLUMN);
  const first = INDENT + name;
  const begins = first.length < COLUMN - 1 ? first.padEnd(COLUMN) + (lines.shift() ?? '') : first;
  return [begins, ...lines.map((line) => ' '.repeat(COLUMN) + line)].join('\n');
}

/** Breaks a text between words; words longer than a line are kept whole. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, line];
}
