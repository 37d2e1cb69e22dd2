import type { ParseArgsOptionDescriptor } from 'node:util';

/** An option as a person reads about it; node:util's parseArgs takes it as it is. */
interface DocumentedOption extends ParseArgsOptionDescriptor {
  /** Placeholder of the value in `--help`, in capitals: `FOLDER`. Absent where the option is a switch. */
  readonly value?: string;
  /** One sentence or two, without the default. */
  readonly help: string;
  /** How the default reads, where `default` does not say it: it is a path of this machine, or is decided later. */
  readonly shownDefault?: string;
}

/** The options of a command, by name, in the order in which `--help` lists them. */
export type DocumentedOptions = Readonly<Record<string, DocumentedOption>>;

/** What a command says of itself. `--help` prints it, and docs/ can. */
export interface Manual {
  /** What it does, and for what; one paragraph. */
  readonly about: string;
  /** The ways to call it, most usual first. */
  readonly usage: readonly string[];
  /** Arguments beside the options: name and what it is. */
  readonly arguments?: Readonly<Record<string, string>>;
  readonly options: DocumentedOptions;
  /** What is to be said after the options: exit codes, what comes next. */
  readonly afterwards?: string;
  readonly examples?: readonly string[];
}

const WIDTH = 120;
const INDENT = '  ';
/** Where the second column begins; what is longer has a line for itself. */
const COLUMN = 25;

/** The text that `--help` prints: the same form for every command, at most 120 characters a line. */
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

/** Breaks a text between words; a word that is longer than a line is not broken. */
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
