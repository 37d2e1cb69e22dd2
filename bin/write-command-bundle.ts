/**
 * Bundles the command line, for bundled.mjs: `node write-command-bundle.ts BUNDLE LIST COMMAND...`. In the list are the sources as they were read.
 * Other commands are left out: their sources would be loaded next to the bundle, and would not recognise its errors.
 */
import { mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import { bundleInput, bundleOutput, sourcePlaces } from '../lib/constructs/function-bundle.ts';

const [bundle = '', list = '', ...names] = process.argv.slice(2);
const cli = path.join(import.meta.dirname, '..', 'cli');

/** An import of a command that is only loaded where it is called. */
const LOADED_COMMAND = /await import\('(\.\/commands\/([\w-]+)\.ts)'\)/g;

/**
 * Bundled commands are loaded with everything else, the others from their sources. What is behind an `import()` is evaluated on demand, and its
 * constants become variables, which V8 loads at each use (docs/adr/0015-rolldown-bundles.md).
 */
const loadedCommands: Plugin = {
  name: 'loaded commands',
  transform(code, id) {
    if (id !== path.join(cli, 'commands.ts')) return undefined;
    let imports = '';
    const loading = code.replaceAll(LOADED_COMMAND, (loaded, file: string, name: string) => {
      if (!names.includes(name)) return loaded;
      imports += `import * as ${name}Command from '${file}';`;
      return `${name}Command`;
    });
    return imports + loading;
  },
  resolveId: (id, _importer, { kind }) =>
    kind === 'dynamic-import' && id.startsWith('./commands/') ? { id, external: true } : undefined,
};

mkdirSync(path.dirname(bundle), { recursive: true });
await using built = await rolldown({
  ...bundleInput,
  input: path.join(cli, 'main.ts'),
  plugins: [loadedCommands, sourcePlaces],
});
const {
  output: [script],
} = await built.generate({ ...bundleOutput, format: 'es' });
const sources = [...script.moduleIds.filter((id) => path.isAbsolute(id)), import.meta.filename];
const read = sources.map((file) => [file, statSync(file).mtimeMs, statSync(file).size]);
writeWhole(bundle, script.code);
writeWhole(list, JSON.stringify(read));

/** Another process may do the same, or read it. */
function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}
