/**
 * Bundles the command line, for bundled.mjs: `node write-command-bundle.ts BUNDLE LIST COMMAND...`. In the list are the sources as they were read.
 * Other commands are left out: their sources would be loaded next to the bundle, and would not recognise its errors.
 */
import { mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import { bundleInput, bundleOutput, sourcePlaces } from '../lib/constructs/function-bundle.ts';

const [bundle = '', list = '', ...names] = process.argv.slice(2);

/** Whether an import is of a command that is not bundled. */
function isOtherCommand(id: string): boolean {
  return path.basename(path.dirname(id)) === 'commands' && !names.includes(path.basename(id, '.ts'));
}

const otherCommands: Plugin = {
  name: 'other commands',
  resolveId: (id, _importer, { kind }) =>
    kind === 'dynamic-import' && isOtherCommand(id) ? { id, external: true } : undefined,
};

mkdirSync(path.dirname(bundle), { recursive: true });
await using built = await rolldown({
  ...bundleInput,
  input: path.join(import.meta.dirname, '..', 'cli', 'main.ts'),
  plugins: [otherCommands, sourcePlaces],
});
const {
  output: [script],
} = await built.generate({ ...bundleOutput, format: 'es' });
const sources = script.moduleIds.filter((id) => path.isAbsolute(id));
const read = sources.map((file) => [file, statSync(file).mtimeMs, statSync(file).size]);
writeWhole(bundle, script.code);
writeWhole(list, JSON.stringify(read));

/** Another process may do the same, or read it. */
function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}
