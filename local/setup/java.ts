import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { KafkaInsightError } from '../../core/errors.ts';

/** A JDK on this machine. */
export interface Jdk {
  readonly home: string;
  readonly majorVersion: number;
}

/** The major version in a printed Java version: `17.0.15` is 17, `1.8.0_392` is 8; undefined for anything else. */
export function majorVersionOf(version: string): number | undefined {
  const match = /^(?:1\.)?(\d+)(?:[.+_-]|$)/.exec(version);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** The first JDK of at least this major version. */
export function chooseJdk(jdks: Iterable<Jdk>, minimum: number): Jdk | undefined {
  for (const jdk of jdks) if (jdk.majorVersion >= minimum) return jdk;
  return undefined;
}

/**
 * Finds a Java that an engine runs on: JAVA_HOME, then PATH, then the folders in which package managers put JDKs.
 * @param title The engine's name, for the message.
 * @param minimum The lowest major version that it runs on.
 * @throws KafkaInsightError JAVA_MISSING, naming what was found, what to install, and the way without Java.
 */
export function findJdk(title: string, minimum: number): Jdk {
  const jdk = chooseJdk(jdksOfThisMachine(), minimum);
  if (jdk !== undefined) return jdk;
  const found = [...jdksOfThisMachine()].map(({ home, majorVersion }) => `Java ${majorVersion} in ${home}`);
  throw new KafkaInsightError(
    'JAVA_MISSING',
    `${title} needs Java ${minimum} or later; found ${found.length === 0 ? 'no Java at all' : `only ${found.join(', ')}`}. ` +
      `Install a JDK ${minimum} (next to others, if there are any) or point JAVA_HOME at one. ` +
      'To do without Java, use Docker: local/compose.yaml.',
  );
}

function* jdksOfThisMachine(): Generator<Jdk> {
  const seen = new Set<string>();
  for (const home of homes()) {
    if (seen.has(home) || !existsSync(path.join(home, 'bin', 'java'))) continue;
    seen.add(home);
    const majorVersion = majorVersionIn(home);
    if (majorVersion !== undefined) yield { home, majorVersion };
  }
}

function* homes(): Generator<string> {
  const { JAVA_HOME, PATH = '' } = process.env;
  if (JAVA_HOME !== undefined && JAVA_HOME !== '') yield JAVA_HOME;
  for (const folder of PATH.split(path.delimiter)) {
    const java = path.join(folder, 'java');
    if (folder !== '' && existsSync(java)) yield homeOf(java);
  }
  for (const parent of [
    '/usr/lib/jvm',
    '/usr/java',
    '/opt/java',
    `${homedir()}/.sdkman/candidates/java`,
    `${homedir()}/.jdks`,
  ]) {
    yield* subfolders(parent);
  }
  for (const home of subfolders('/Library/Java/JavaVirtualMachines')) yield path.join(home, 'Contents', 'Home');
  for (const parent of ['/opt/homebrew/opt', '/usr/local/opt']) {
    for (const home of subfolders(parent)) {
      if (path.basename(home).startsWith('openjdk'))
        yield path.join(home, 'libexec', 'openjdk.jdk', 'Contents', 'Home');
    }
  }
}

function subfolders(parent: string): string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .sort()
    .map((name) => path.join(parent, name));
}

/** Follows links to the JDK; a version manager's shim is not a link, so it is run to find its Java. */
function homeOf(java: string): string {
  const home = path.dirname(path.dirname(realpathSync(java)));
  if (existsSync(path.join(home, 'release'))) return home;
  const { stderr } = spawnSync(java, ['-XshowSettings:properties', '-version'], { encoding: 'utf8' });
  return /^\s*java\.home = (.+)$/m.exec(stderr)?.[1] ?? home;
}

/** Every JDK since 7 has its version in a file named `release`, which is faster to read than Java is to start. */
function majorVersionIn(home: string): number | undefined {
  const release = path.join(home, 'release');
  if (!existsSync(release)) return undefined;
  return majorVersionOf(/^JAVA_VERSION="([^"]+)"/m.exec(readFileSync(release, 'utf8'))?.[1] ?? '');
}
