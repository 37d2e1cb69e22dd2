import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { KafkaInsightError } from '../../pipeline/errors.ts';
import { countLines } from './count-lines.ts';

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kafkainsight-count-'));
});

after(async () => {
  await rm(folder, { recursive: true });
});

async function linesOf(content: Buffer | string): Promise<number> {
  await writeFile(join(folder, 'file'), content);
  return (await countLines(join(folder, 'file'))).lines;
}

describe('counting lines', () => {
  it('counts what stands between line feeds, and nothing that is empty', async () => {
    assert.equal(await linesOf(''), 0);
    assert.equal(await linesOf('one'), 1);
    assert.equal(await linesOf('one\ntwo\n'), 2);
    assert.equal(await linesOf('one\r\n\r\n\n\ntwo'), 2);
    assert.equal(await linesOf('\r\r\n'), 1);
    assert.equal(await linesOf('\0\n \n'), 2);
  });

  it('counts across chunks', async () => {
    const line = `${'x'.repeat(99_999)}\n`;
    assert.equal(await linesOf(line.repeat(50)), 50);
  });

  it('reads gzip with several members, and zstd', async () => {
    const members = Buffer.concat([gzipSync('one\ntw'), gzipSync('o\nthree\n')]);
    assert.equal(await linesOf(members), 3);
    assert.equal(await linesOf(zstdCompressSync('one\ntwo\n')), 2);
  });

  it('gives what stands before the break of a broken gzip, and the reason', async () => {
    const whole = gzipSync(Array.from({ length: 100_000 }, (_, index) => `line ${index * 7919}\n`).join(''));
    await writeFile(join(folder, 'broken.gz'), whole.subarray(0, whole.length / 2));
    const { lines, broken } = await countLines(join(folder, 'broken.gz'));
    assert.ok(lines > 10_000 && lines < 90_000, String(lines));
    assert.match(broken ?? '', /unexpected end of file/);
  });

  it('gives the beginning of the content', async () => {
    await writeFile(join(folder, 'a.gz'), gzipSync('0123456789'.repeat(10_000)));
    assert.equal(
      (await countLines(join(folder, 'a.gz'))).beginning.toString(),
      '0123456789'.repeat(10_000).slice(0, 65_536),
    );
  });

  it('names a file that is missing, or a folder', async () => {
    const codeOf = (code: string) => (error: unknown) => error instanceof KafkaInsightError && error.code === code;
    await assert.rejects(countLines(join(folder, 'none')), codeOf('FILE_NOT_FOUND'));
    await assert.rejects(countLines(folder), codeOf('FILE_UNREADABLE'));
  });
});
