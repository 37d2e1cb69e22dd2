/** The result of `docker build` of local/Dockerfile, without Docker: its files in a folder, and how they run. */
import { cpSync, existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { networkFile } from '../../../adapters/networks/network-file.ts';
import { LOCAL_FOLDER } from '../../helpers/compose-file.ts';

const root = path.join(LOCAL_FOLDER, '..');

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** One `FROM` and what follows it. */
export interface BuildStage {
  readonly image: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** How a container of the image is run. */
export interface Image {
  /** The folder with the files of the image's working folder. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** The command of HEALTHCHECK. */
  readonly healthcheck: readonly string[];
}

/** The stages of the Dockerfile, with continued lines joined (Dockerfile reference, "Format"). */
export function readStages(): BuildStage[] {
  const text = readFileSync(path.join(LOCAL_FOLDER, 'Dockerfile'), 'utf8');
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: { image: string; name: string | undefined; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    const [, image = '', stage] = /^(\S+)(?: AS (\S+))?$/.exec(rest) ?? [];
    if (name === 'FROM') stages.push({ image, name: stage, instructions: [] });
    else stages.at(-1)?.instructions.push({ name, rest });
  }
  return stages;
}

/** Puts the files of the last stage into an empty folder outside of the repository, as its COPY lines and .dockerignore say. */
export function assembleImage(folder: string): Image {
  const instructions = readStages().at(-1)?.instructions ?? [];
  for (const { rest } of instructions.filter(({ name }) => name === 'COPY')) {
    const [, built] = /^--from=packages \/app\/(\S+) /.exec(rest) ?? [];
    if (built !== undefined) {
      if (built === 'node_modules') copyPackages(path.join(folder, built));
      else cpSync(networkFile(), path.join(folder, built));
      continue;
    }
    const [source = '', target = ''] = rest.split(' ');
    const to = path.join(folder, target, target.endsWith('/') ? path.basename(source) : '');
    cpSync(path.join(root, source), to, { recursive: true, filter: (file) => isInContext(path.relative(root, file)) });
  }
  const [check = ''] = /CMD (.*)$/.exec(only(instructions, 'HEALTHCHECK'))?.slice(1) ?? [];
  return {
    folder,
    environment: Object.fromEntries(
      only(instructions, 'ENV')
        .split(/\s+/)
        .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1).replace('/app', folder)]),
    ),
    entrypoint: JSON.parse(only(instructions, 'ENTRYPOINT')) as string[],
    command: JSON.parse(only(instructions, 'CMD')) as string[],
    healthcheck: JSON.parse(check) as string[],
  };
}

function only(instructions: readonly Instruction[], wanted: string): string {
  return instructions.find(({ name }) => name === wanted)?.rest ?? '';
}

/** Whether the build sees a file: the last pattern that fits it, or a folder above it, counts (Docker documentation, ".dockerignore files"). */
function isInContext(file: string): boolean {
  const lines = readFileSync(path.join(LOCAL_FOLDER, 'Dockerfile.dockerignore'), 'utf8').split('\n');
  let isIn = true;
  for (const line of lines.filter((each) => each !== '' && !each.startsWith('#'))) {
    const pattern = line.replace('!', '');
    const parts = file.split('/').map((_part, index, all) => all.slice(0, index + 1).join('/'));
    // A folder that contains an included file must be entered.
    const leadsThere = line.startsWith('!') && `${pattern}/`.startsWith(`${file}/`);
    if (file === '' || leadsThere || parts.some((part) => fits(part, pattern)))
      isIn = line.startsWith('!') || file === '';
  }
  return isIn;
}

function fits(file: string, pattern: string): boolean {
  const expression = pattern
    .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('**/', '(?:.*/)?')
    .replaceAll(/(?<!\.)\*(?!\/)/g, '[^/]*');
  return new RegExp(`^${expression}$`).test(file);
}

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>;
}

/** What `npm ci --omit=dev` installs, without what the Dockerfile removes afterwards. */
function copyPackages(target: string): void {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as LockFile;
  const [build] = readStages();
  const runs = build?.instructions.filter(({ name }) => name === 'RUN').map(({ rest }) => rest) ?? [];
  const removed = [...runs.join(' ').matchAll(/(node_modules\/[\w@./-]+)/g)].map(([, folder = '']) => folder);
  for (const [place, { dev, devOptional }] of Object.entries(packages)) {
    if (place === '' || dev === true || devOptional === true || !existsSync(path.join(root, place))) continue;
    if (removed.some((folder) => place === folder || place.startsWith(`${folder}/`))) continue;
    const to = path.join(target, path.relative('node_modules', place));
    mkdirSync(path.dirname(to), { recursive: true });
    // A package's own node_modules are places of their own in the lock file.
    cpSync(path.join(root, place), to, {
      recursive: true,
      filter: (file) => !path.relative(path.join(root, place), file).startsWith('node_modules'),
    });
  }
}

/** All files below a folder, for a look at what was put in. */
export function filesBelow(folder: string): string[] {
  return globSync('**/*', { cwd: folder, exclude: ['node_modules'] });
}
