/** The images that compose.yaml and the Dockerfile name: pulled or, where that is impossible, built from package registries. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import versions from '../../lib/versions.json' with { type: 'json' };
import { installEngine } from '../../local/setup/libraries.ts';
import { type Engine, npmFolder } from './engine.ts';

const here = path.join(import.meta.dirname, 'images');
const repository = path.join(import.meta.dirname, '../..');
/** The base of our image. */
export const BASE = `node:${versions.nodeImage}`;

/**
 * Ensures that the images exist.
 *
 * @returns what they are, for people
 */
export async function provideImages(engine: Engine): Promise<string> {
  if (engine.folder === undefined) return 'real images';
  const { code } = await engine.run(['docker', 'pull', '--quiet', BASE], { cwd: '/' });
  if (code === 0) return 'real images';
  await buildStandIns(engine, engine.folder);
  return 'stand-ins of the images';
}

async function buildStandIns(engine: Engine, folder: string): Promise<void> {
  const [kafka, elasticsearch] = await Promise.all([installEngine('kafka'), installEngine('elasticsearch')]);
  const run = async (...command: string[]): Promise<void> => {
    const { code, output } = await engine.run(command, { cwd: repository });
    if (code !== 0) throw new Error(`${command.join(' ')} failed:\n${output}`);
  };
  const root = path.join(folder, 'base');
  execFileSync(path.join(here, 'base.sh'), [root, process.execPath, npmFolder]);
  // Replaces what the image's Dockerfile sets; the authorities are those of this machine.
  const settings = ['ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt', 'CMD ["node"]'];
  const changes = settings.flatMap((setting) => ['--change', `'${setting}'`]).join(' ');
  await run('sh', '-c', `tar -C ${root} -c . | docker import ${changes} - ${BASE}`);
  const build = (name: string, tag: string, contexts: Readonly<Record<string, string>>, ...more: string[]) =>
    run(
      ...['docker', 'buildx', 'build', '--quiet', '--load', '--tag', tag, '--build-arg', `BASE=${BASE}`, ...more],
      ...Object.entries(contexts).flatMap(([context, place]) => ['--build-context', `${context}=${place}`]),
      path.join(here, name),
    );
  await build('kafka', `apache/kafka:${versions.kafka}`, { jars: kafka.folder });
  const distribution = path.join(elasticsearch.folder, `elasticsearch-${versions.elasticsearch}`);
  const version = ['--build-arg', `VERSION=${versions.elasticsearch}`];
  await build(
    'elasticsearch',
    `elasticsearch:${versions.elasticsearch}`,
    { distribution, 'security-index': path.join(repository, 'test/integration/engines/security-index') },
    ...version,
  );
  const valibot = path.join(repository, 'node_modules/valibot');
  await build('kibana', `kibana:${versions.kibana}`, { helpers: path.join(repository, 'test/helpers'), valibot });
}
