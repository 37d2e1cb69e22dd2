import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

/** The path of a Chromium, and the environment that it needs. */
export interface Chromium {
  readonly executablePath: string;
  readonly env?: Record<string, string>;
}

/** The package's archives that are unpacked: `lib/`, the browser's libraries (all but the C library's), and `fonts/`, a font. */
const archives = ['al2023.tar.br', 'fonts.tar.br'];

/**
 * The Chromium that comes as an npm package, unpacked the first time (2 s, 220 MB). It needs nothing of the system but the GNU C library
 * and `tar`.
 *
 * @returns undefined on systems that the package does not support: it is built for Linux on x64 only
 */
export function packagedChromium(): Chromium | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const source = fileURLToPath(new URL('../', import.meta.resolve('@sparticuz/chromium')));
  const { version } = JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8')) as { version: string };
  const folder = path.join(source, '../../.cache', `chromium-${version}`);
  if (!existsSync(folder)) unpack(path.join(source, 'bin'), folder);
  return {
    executablePath: path.join(folder, 'chromium'),
    env: {
      LD_LIBRARY_PATH: path.join(folder, 'lib'),
      FONTCONFIG_FILE: path.join(folder, 'fonts.conf'),
    },
  };
}

/** Unpacks next to the folder and renames: several processes may unpack at once, and nobody must find a half-written browser. */
function unpack(source: string, folder: string): void {
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const read = (file: string): Buffer => brotliDecompressSync(readFileSync(path.join(source, file)));
  writeFileSync(path.join(partial, 'chromium'), read('chromium.br'), { mode: 0o755 });
  for (const archive of archives) execFileSync('tar', ['-x', '-C', partial], { input: read(archive) });
  // the package's file names folders of Lambda
  const settings = `<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/font-cache</cachedir></fontconfig>`;
  writeFileSync(path.join(partial, 'fonts.conf'), settings);
  try {
    renameSync(partial, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(partial, { recursive: true });
  }
}
