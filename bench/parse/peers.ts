import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { FormatName } from '../../core/format-table.ts';
import { isInstalled, timedProgram } from '../child.ts';
import { BENCH_FOLDER, type LineFile } from '../lines/line-files.ts';
import { type Run, skip } from '../run.ts';
import type { Contender } from './contender.ts';
import { type DoesLess, lognormalizerDoesLess, vrlDoesLess } from './does-less.ts';

const PEERS = path.join(import.meta.dirname, '..', 'peers');

/** A parser of somebody else: its command for a file of lines, where it has one for the format. */
interface Peer {
  readonly name: string;
  /** Whether it parses user agents. */
  readonly hasUserAgents?: boolean;
  /** Formats of which it does only a part of the work: it is measured and shown, but no peer. */
  readonly doesLessFor?: DoesLess;
  command(format: FormatName, file: string): readonly string[] | undefined;
  /** How many lines it parsed, from what it printed. */
  parsed(output: string): number | undefined;
}

let peers: Promise<readonly Peer[]> | undefined;

/** Other parsers of lines of a file, from which they make JSON too. Their start is in their time. */
export async function peersOf(run: Run, { format, path: file, lines }: LineFile): Promise<Contender[]> {
  peers ??= installedPeers(run);
  return (await peers).flatMap((peer) => {
    const command = peer.command(format, file);
    return command === undefined ? [] : [contender(peer, format, command, lines)];
  });
}

function contender(peer: Peer, format: FormatName, command: readonly string[], lines: number): Contender {
  return {
    measurement: { name: `${peer.name} ${format}`, unit: 'thousand lines a CPU-second', better: 'more' },
    async measure() {
      const { cpuSeconds, output } = await timedProgram(command);
      const parsed = peer.parsed(output);
      const work = `whole parse ${format}${peer.hasUserAgents === true ? ' enriched' : ''}`;
      const doesLess = peer.doesLessFor?.[format];
      const note = `${parsed} of ${lines} parsed${doesLess === undefined ? '' : `; ${doesLess}`}`;
      return {
        samples: [lines / 1000 / cpuSeconds],
        said: {
          ...(parsed === lines && doesLess === undefined ? { peerOf: work } : {}),
          ...(parsed === undefined ? {} : { note }),
        },
      };
    },
  };
}

async function installedPeers(run: Run): Promise<readonly Peer[]> {
  const found: Peer[] = [];
  if (await isInstalled('lognormalizer')) found.push(lognormalizer);
  else skip(run, 'lognormalizer (Debian: liblognorm-utils) is not installed');
  const vector = await builtVrl(run);
  if (vector !== undefined)
    found.push(...(['', '-fields', '-regex', '-agents'] as const).map((suffix) => vrl(vector, suffix)));
  const folder = await installedParsers(run);
  if (folder !== undefined)
    found.push(...['alpine', 'clf-parser', 'nsyslog-parser', 'glossy'].map((name) => npmParser(folder, name)));
  return found;
}

/** rsyslog's parser, written in C. */
const lognormalizer: Peer = {
  name: 'lognormalizer',
  doesLessFor: lognormalizerDoesLess,
  command: (format, file) => {
    const rules = path.join(PEERS, 'lognorm', `${format}.rulebase`);
    // -p: only what was parsed is printed; it counts what it printed
    if (!existsSync(rules)) return undefined;
    return ['bash', '-c', 'lognormalizer -r "$1" -e json -p < "$2" 2>/dev/null | wc -l', 'bash', rules, file];
  },
  parsed: Number,
};

/**
 * Vector's language. With `-regex` by our regular expression, and times and numbers made of their texts; else by its own function for
 * the format; with `-agents` user agents are parsed, too; with `-fields` it makes the document that we make, where its function renames
 * nothing and reads no time.
 */
function vrl(program: string, suffix: '' | '-fields' | '-regex' | '-agents'): Peer {
  return {
    name: `vrl${suffix}`,
    hasUserAgents: suffix === '-agents',
    doesLessFor: suffix === '' ? vrlDoesLess : {},
    command: (format, file) => {
      const source = path.join(PEERS, 'vrl', 'programs', `${format}${suffix}.vrl`);
      if (!existsSync(source)) return undefined;
      return ['bash', '-c', '"$1" "$2" "$3" | wc -l', 'bash', program, source, file];
    },
    parsed: Number,
  };
}

function npmParser(folder: string, name: string): Peer {
  const formats: Readonly<Record<string, readonly FormatName[]>> = {
    alpine: ['apache_combined', 'apache_common'],
    'clf-parser': ['apache_common'],
    'nsyslog-parser': ['rfc3164', 'rfc5424'],
    glossy: ['rfc3164', 'rfc5424'],
  };
  return {
    name,
    command: (format, file) =>
      formats[name]?.includes(format)
        ? [process.execPath, path.join(folder, 'parse.mjs'), name, format, file]
        : undefined,
    parsed: Number,
  };
}

/** Builds the Rust program, where there is a cargo: minutes the first time, and nothing while its source is the same. */
async function builtVrl(run: Run): Promise<string | undefined> {
  const target = path.join(BENCH_FOLDER, 'vrl');
  const program = path.join(target, 'release', 'kafkainsight-bench-vrl');
  const cargo = `${process.env['HOME'] ?? ''}/.cargo/bin:${process.env['PATH'] ?? ''}`;
  try {
    if (!existsSync(program)) console.log('  building the vrl program (minutes, the first time)');
    await promisify(execFile)('cargo', ['build', '--release', '--quiet'], {
      cwd: path.join(PEERS, 'vrl'),
      env: { ...process.env, PATH: cargo, CARGO_TARGET_DIR: target },
    });
    return program;
  } catch {
    skip(run, 'vrl: its Rust program could not be built (cargo and the crate vrl 0.38 are needed)');
    return undefined;
  }
}

/** Installs the npm parsers into a separate folder. */
async function installedParsers(run: Run): Promise<string | undefined> {
  const folder = path.join(BENCH_FOLDER, 'npm');
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'parse.mjs'])
    copyFileSync(path.join(PEERS, 'npm', name), path.join(folder, name));
  if (existsSync(path.join(folder, 'node_modules'))) return folder;
  try {
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--silent', '--ignore-scripts'], {
      cwd: folder,
    });
    return folder;
  } catch {
    skip(run, 'npm parsers: they could not be installed');
    return undefined;
  }
}
