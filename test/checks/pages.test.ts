/** Holds what README.md, CONTRIBUTING.md and docs/ promise against what is there. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import * as v from 'valibot';
import { commands } from '../../cli/commands.ts';
import { FUNCTION_VARIABLES } from '../../cli/targets/connection.ts';
import { errorClasses } from '../../core/errors.ts';
import { sourceSchema } from '../../core/files/sources.ts';
import { generatedPages } from '../../docs/write.ts';

const root = join(import.meta.dirname, '..', '..');
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...globSync('docs/**/*.md', { cwd: root })];
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

function found(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ([, name = '']) => name);
}

/** The names by which a page's headings are linked to: as GitHub makes them. */
function headingsOf(file: string): Set<string> {
  const headings = found(readFileSync(file, 'utf8'), /^#+ (.+)$/gm);
  return new Set(
    headings.map((text) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

for (const page of pages) {
  const text = readFileSync(join(root, page), 'utf8');
  describe(page, () => {
    it('names commands and scripts that exist', () => {
      for (const command of found(text, /npx kafkainsight ([a-z-]+)/g)) assert.ok(commands.has(command), command);
      for (const script of found(text, /npm run ([a-z:-]+)/g)) assert.ok(script in scripts, script);
    });

    it('links to files that exist, and to headings that they have', () => {
      for (const link of found(text, /\]\(([^):]+)\)/g)) {
        const [file = '', heading] = link.split('#');
        // the repository's pages on its host
        if (file.startsWith('../../actions/')) continue;
        const target = file === '' ? join(root, page) : join(root, dirname(page), file);
        assert.ok(existsSync(target), link);
        if (heading !== undefined) assert.ok(headingsOf(target).has(heading), link);
      }
    });
  });
}

describe('docs/adr/README.md', () => {
  it('lists every decision under its title, and no other', () => {
    const index = readFileSync(join(root, 'docs', 'adr', 'README.md'), 'utf8');
    const pages = globSync('docs/adr/0*.md', { cwd: root }).sort();
    const listed = Array.from(index.matchAll(/^\| (\d+) \| \[(.+)\]\((.+)\) \| \S/gm), ([, number, title, file]) => ({
      heading: `# ${number ?? ''}. ${title ?? ''}`,
      file,
    }));
    const written = pages.map((page) => ({
      heading: readFileSync(join(root, page), 'utf8').split('\n', 1)[0],
      file: basename(page),
    }));
    assert.deepEqual(listed, written);
  });
});

describe('docs/configuration.md', () => {
  const page = readFileSync(join(root, 'docs', 'configuration.md'), 'utf8');
  const [variables = ''] = found(page, /(## Environment variables[^#]*)/g);
  const named = new Set(found(variables, /`([A-Z][A-Z_]+)`/g));

  it('shows sources that are valid', () => {
    const [example = ''] = found(page, /((?: {4}\[\n)(?: {6}.*\n)+ {4}\])/g);
    const sources = v.parse(v.pipe(v.string(), v.parseJson(), v.array(sourceSchema)), example);
    assert.equal(sources.length, 3);
  });

  it('names every variable that a function reads, and no other', () => {
    const sourceFiles = globSync('{adapters,lambdas}/**/*{environment,configuration,aws,metrics}.ts', { cwd: root });
    const code = sourceFiles.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
    const read = new Set(found(code, /^\s+([A-Z][A-Z_]+): (?:v\.|required|oneOf)/gm));
    for (const name of named) assert.ok(read.has(name), `${name} is read nowhere`);
    // AWS's own, and what `npm start` always sets itself
    const internal = /^(AWS_.*|BUCKET|QUEUE_URL|KAFKA_TOPIC|SOURCES|DEAD_LETTER_QUEUE_URL|SETTLE_SECONDS)$/;
    for (const name of read) assert.ok(named.has(name) || internal.test(name), `the page does not name ${name}`);
  });

  it('names no variable that `npm start` would silently not hand on', () => {
    // its own, or of the cloud alone
    const own = /^(POLLING_MODE|METRICS_STAGE|DELETE_AFTER_DAYS|DASHBOARDS_URL|\w+_ROLE_ARN)$/;
    for (const name of named) assert.ok(FUNCTION_VARIABLES.has(name) || own.test(name), `${name} is not handed on`);
  });
});

describe('docs/errors.md', () => {
  it('has a row of each code, with its class, and of no other', () => {
    const page = readFileSync(join(root, 'docs', 'errors.md'), 'utf8');
    const rows = Array.from(page.matchAll(/^\| `([A-Z_]+)` \| (\w+) \| [^|]+ \| [^|]+ \| [^|]+ \|$/gm), (row) =>
      row.slice(1),
    );
    assert.deepEqual(Object.fromEntries(rows), errorClasses);
    assert.equal(rows.length, Object.keys(errorClasses).length, 'a code has two rows');
  });
});

describe('docs/README.md', () => {
  it('lists every page', () => {
    const index = readFileSync(join(root, 'docs', 'README.md'), 'utf8');
    for (const page of globSync('docs/*.md', { cwd: root })) {
      if (page !== join('docs', 'README.md')) assert.ok(index.includes(`(${basename(page)})`), page);
    }
  });
});

describe('pages that follow from the code', () => {
  it('are as `npm run docs` writes them', async () => {
    for (const [name, expected] of Object.entries(await generatedPages())) {
      assert.equal(
        readFileSync(join(root, 'docs', name), 'utf8'),
        expected,
        `docs/${name} is out of date: npm run docs`,
      );
    }
  });
});
