/** Which unit tests of the core can notice a change of a file: those that import it, by whatever way. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const TEST = /[.]test[.]ts$/;

/** Returns a function of a file of `core/` that lists its tests: those next to it first, then the nearer ones, properties last. Paths are relative to the repository. */
export function testsOfCore(): (file: string) => string[] {
  const importers = new Map<string, string[]>();
  for (const file of globSync('{core,generator,lambdas,test/helpers}/**/*.ts')) {
    for (const imported of importsOf(file)) importers.set(imported, [...(importers.get(imported) ?? []), file]);
  }
  return (file) => {
    const reached = new Set([file]);
    // a set is walked in the order in which it grows: by distance
    for (const one of reached) for (const importer of importers.get(one) ?? []) reached.add(importer);
    const tests = [...reached].filter((one) => one.startsWith('core/') && TEST.test(one));
    const stem = file.replace(/ts$/, '');
    // of equal rank they stay as they are
    const rank = (test: string): number => (test.startsWith(stem) ? 0 : 2) + (test.includes('.property.') ? 1 : 0);
    return tests.sort((one, other) => rank(one) - rank(other));
  };
}

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'));
  return importedFiles.map(({ fileName }) => path.join(path.dirname(file), fileName));
}
