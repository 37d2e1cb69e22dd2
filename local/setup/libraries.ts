import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { KafkaInsightError } from '../../core/errors.ts';
import versions from '../../lib/versions.json' with { type: 'json' };
import { engineCatalogue, type EngineEntry, type EngineName } from './catalogue.ts';
import { checksumsOf, differencesFrom, pinnedChecksums } from './checksums.ts';
import { requireFreeSpace } from './disk.ts';
import { findJdk, type Jdk } from './java.ts';
import { isAlive } from './processes.ts';

const enginesFolder = path.join(import.meta.dirname, '..', 'engines');
const librariesFolder = path.join(enginesFolder, 'libraries');
const megabyteBytes = 1_000_000;
/** Maven's cache has a second copy, and archives are unpacked next to themselves. */
const spaceFactor = 4;

/** The folder in an engine's folder for the classes compiled from its sources. */
export const CLASSES_FOLDER = 'classes';

/** An engine that is ready to be started. */
export interface InstalledEngine {
  /** The folder with the jars or the unpacked distribution. */
  readonly folder: string;
  /** A file in it that changes with the version. */
  readonly stampFile: string;
  readonly jdk: Jdk;
}

/**
 * Ensures that an engine's files are on this machine, fetching them with Maven the first time. Safe to call from several processes at
 * once. Progress goes to standard error.
 * @throws KafkaInsightError JAVA_MISSING, MAVEN_MISSING, DISK_FULL, DOWNLOAD_MISMATCH where a file differs from the pinned one, or
 *   ENGINE_FAILED where Maven fails.
 */
export async function installEngine(name: EngineName): Promise<InstalledEngine> {
  const engine: EngineEntry = engineCatalogue[name];
  const jdk = findJdk(engine.title, engine.java);
  const folder = path.join(librariesFolder, `${engine.pom}-${engine.version}`);
  const wanted = [
    readFileSync(pomFileOf(engine), 'utf8'),
    JSON.stringify(pinnedChecksums(engine)),
    ...sourcesOf(engine).map((file) => readFileSync(file, 'utf8')),
    engine.version,
    versions.mavenDependencyPlugin,
    versions.slf4jSimple,
  ].join('\n');
  if (!isComplete(folder, wanted)) {
    mkdirSync(librariesFolder, { recursive: true });
    await whileAlone(async () => {
      if (!isComplete(folder, wanted)) await fetchEngine(engine, jdk, folder, wanted);
    });
  }
  return { folder, stampFile: stampOf(folder), jdk };
}

function pomFileOf({ pom }: EngineEntry): string {
  return path.join(enginesFolder, pom, 'pom.xml');
}

/** The stamp holds everything that the download depended on, so that a changed pom or version is fetched again. */
function stampOf(folder: string): string {
  return path.join(folder, 'complete.stamp');
}

function isComplete(folder: string, wanted: string): boolean {
  return existsSync(stampOf(folder)) && readFileSync(stampOf(folder), 'utf8') === wanted;
}

async function fetchEngine(engine: EngineEntry, jdk: Jdk, folder: string, wanted: string): Promise<void> {
  requireFreeSpace(librariesFolder, engine.sizeMegabytes * megabyteBytes * spaceFactor, `Fetching ${engine.title}`);
  process.stderr.write(`Fetching ${engine.title} with Maven (about ${engine.sizeMegabytes} MB, only this once) ...\n`);
  const startMillis = performance.now();
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  await runMaven(engine, jdk, partial);
  requirePinned(engine, partial);
  await compile(engine, jdk, partial);
  writeFileSync(stampOf(partial), wanted);
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  process.stderr.write(`Fetched ${engine.title} in ${((performance.now() - startMillis) / 1000).toFixed(1)} s.\n`);
}

/**
 * Lets Maven fetch what an engine's pom names.
 *
 * @param target the folder to fetch into
 * @param repository Maven's local repository. Default: the user's
 * @throws KafkaInsightError MAVEN_MISSING, ENGINE_FAILED
 */
export async function runMaven(engine: EngineEntry, jdk: Jdk, target: string, repository?: string): Promise<void> {
  const plugin = `org.apache.maven.plugins:maven-dependency-plugin:${versions.mavenDependencyPlugin}`;
  const goal =
    engine.executions === undefined
      ? [`${plugin}:copy-dependencies`, '-DincludeScope=runtime', `-DoutputDirectory=${target}`]
      : [...engine.executions.map((execution) => `${plugin}:${execution}`), `-Dtarget=${target}`];
  const args = [
    '-q',
    '-B',
    '-f',
    pomFileOf(engine),
    ...(repository === undefined ? [] : [`-Dmaven.repo.local=${repository}`]),
    `-DengineVersion=${engine.version}`,
    `-Dslf4jSimple=${versions.slf4jSimple}`,
    `-DmavenDependencyPlugin=${versions.mavenDependencyPlugin}`,
    ...goal,
  ];
  const maven = spawn('mvn', args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, JAVA_HOME: jdk.home } });
  let output = '';
  for (const stream of [maven.stdout, maven.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    maven.on('close', resolve);
    maven.on('error', (cause) => {
      reject(
        new KafkaInsightError(
          'MAVEN_MISSING',
          `${engine.title} is fetched with Maven, and \`mvn\` could not be started. Install Apache Maven 3.6 or later. ` +
            'To do without it, use Docker: local/compose.yaml.',
          { cause },
        ),
      );
    });
  });
  if (exitCode === 0) return;
  throw new KafkaInsightError(
    'ENGINE_FAILED',
    `Maven could not fetch ${engine.title} (exit code ${exitCode ?? 'none'}). Check the network and Maven's settings, then try again. ` +
      `It said:\n${output.trim().split('\n').slice(-12).join('\n')}`,
  );
}

/** Checked before anything of it runs. Maven compares a file only with the checksum from the same server. */
function requirePinned(engine: EngineEntry, folder: string): void {
  const differences = differencesFrom(pinnedChecksums(engine), checksumsOf(folder));
  if (differences.length === 0) return;
  rmSync(folder, { recursive: true, force: true });
  throw new KafkaInsightError(
    'DOWNLOAD_MISMATCH',
    `What Maven fetched for ${engine.title} is not what local/engines/checksums.json pins, and was deleted: ${differences.join('; ')}. ` +
      "Something between here and Maven Central delivered other files: check the mirrors in Maven's settings, delete the file named from " +
      '~/.m2/repository, and start again. If you changed a version: npm run pin-engines.',
  );
}

function sourcesOf({ pom, sources }: EngineEntry): string[] {
  if (sources === undefined) return [];
  const folder = path.join(enginesFolder, pom, sources);
  return readdirSync(folder)
    .sort()
    .map((name) => path.join(folder, name));
}

/** Compiles with the same JDK that will run it. */
async function compile(engine: EngineEntry, jdk: Jdk, folder: string): Promise<void> {
  const sources = sourcesOf(engine);
  if (sources.length === 0) return;
  const compiler = path.join(jdk.home, 'bin', 'javac');
  const options = ['-proc:none', '-nowarn', '-Xlint:none', '--release', String(engine.java)];
  const places = ['-cp', path.join(folder, '*'), '-d', path.join(folder, CLASSES_FOLDER)];
  try {
    await promisify(execFile)(compiler, [...options, ...places, ...sources]);
  } catch (cause) {
    if (!existsSync(compiler)) {
      throw new KafkaInsightError(
        'JAVA_MISSING',
        `${jdk.home} is a Java without a compiler, which ${engine.title} needs once. Install a JDK ${engine.java} or later, or point JAVA_HOME at one.`,
        { cause },
      );
    }
    throw new KafkaInsightError('ENGINE_FAILED', `${engine.title}: the sources next to its pom.xml do not compile.`, {
      cause,
    });
  }
}

/** Maven's local repository does not support two writers, so one process fetches while the others wait. */
async function whileAlone(work: () => Promise<void>): Promise<void> {
  const lockFile = path.join(librariesFolder, 'fetching.pid');
  if (!takeLock(lockFile)) {
    process.stderr.write('Waiting for another download to end ...\n');
    while (!takeLock(lockFile)) await delay(200);
  }
  try {
    await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function takeLock(lockFile: string): boolean {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  if (existsSync(lockFile) && !isAlive(Number(readFileSync(lockFile, 'utf8')))) rmSync(lockFile, { force: true });
  return false;
}
