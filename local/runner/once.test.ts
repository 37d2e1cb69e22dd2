import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { KafkaInsightError } from '../../core/errors.ts';
import { type FileResult, keyOf, planFiles, progressText } from './once.ts';
import { differences, notes, resultTable } from './once-report.ts';

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kafkainsight-once-'));
  await mkdir(join(folder, 'inbox', 'web'), { recursive: true });
  await mkdir(join(folder, 'other'));
  for (const name of ['inbox/web/a.log', 'other/a.log', 'a.log']) await writeFile(join(folder, name), 'one\ntwo\n');
});

after(async () => {
  await rm(folder, { recursive: true });
});

function result(changes: Partial<FileResult>, lines = 10): FileResult {
  const file = { path: '/logs/a.log', key: 'inbox/a.log', id: 'f', lines, events: lines };
  return {
    file,
    documents: lines,
    unparsed: 0,
    untimed: 0,
    deadLetters: 0,
    parts: 1,
    breaks: [],
    own: { isRead: true, produced: lines, indexed: lines },
    seconds: 1.25,
    ...changes,
  };
}

describe('the progress', () => {
  it('counts a line once, whatever else the index and the topic hold', () => {
    const results = [result({ documents: 12 }), result({ documents: 3 })];
    assert.equal(progressText(results, 7, 0), '13 of 20 lines in the index; records waiting on the topic: 7');
    assert.equal(
      progressText(results, 1234, 1000),
      '13 of 20 lines in the index; records waiting on the topic: 1,234, those of an earlier run included',
    );
    assert.match(progressText([result({}, 1)], Infinity, 0), /^1 of 1 line in the index; .*: unknown$/);
  });
});

function log(lastError?: string): Parameters<typeof differences>[2] {
  return { lastError, path: '/data/pipeline.log' };
}

describe('planning files', () => {
  it('gives a file of the inbox its key there, and any other its name', () => {
    const inbox = join(folder, 'inbox');
    assert.equal(keyOf(join(inbox, 'web', 'a.log'), inbox), 'inbox/web/a.log');
    assert.equal(keyOf(join(folder, 'a.log'), inbox), 'inbox/a.log');
    assert.equal(keyOf('/elsewhere/..b.log', inbox), 'inbox/..b.log');
    assert.equal(keyOf(join(inbox, '..b.log'), inbox), 'inbox/..b.log');
  });

  it('counts lines, and refuses two files that would be one object', async () => {
    const inbox = join(folder, 'inbox');
    const planned = await planFiles([join(inbox, 'web', 'a.log'), join(folder, 'a.log')], inbox);
    assert.deepEqual(
      planned.map(({ key, lines }) => [key, lines]),
      [
        ['inbox/web/a.log', 2],
        ['inbox/a.log', 2],
      ],
    );
    await assert.rejects(
      planFiles([join(folder, 'a.log'), join(folder, 'other', 'a.log')], inbox),
      (error) => error instanceof KafkaInsightError && error.code === 'USAGE_INVALID',
    );
  });

  it('tells of all the files that it cannot read at once', async () => {
    const inbox = join(folder, 'inbox');
    await assert.rejects(planFiles([join(folder, 'none'), join(folder, 'a.log'), folder, join(folder, 'nil')], inbox), {
      code: 'FILE_NOT_FOUND',
      message: /^- There is no file \S+none\..*\n- .*no file\).*\n- There is no file \S+nil\..*$/,
    });
  });
});

describe('the report', () => {
  it('sums up', () => {
    const { seconds, ...unfinished } = result({ documents: 8, deadLetters: 2 });
    assert.ok(seconds !== undefined, 'the other file is finished');
    assert.equal(
      resultTable([result({ unparsed: 1 }), unfinished], 3),
      [
        'file   lines  documents  unparsed  dead letters  seconds',
        'a.log     10         10         1             0      1.3',
        'a.log     10          8         0             2        -',
        'total     20         18         1             2      3.0',
        '',
      ].join('\n'),
    );
  });

  it('says nothing where every line is a document, whatever the functions logged', () => {
    assert.deepEqual(differences([result({})], 0, log('indexer: SEARCH_THROTTLED')), []);
  });

  it('says of lines that are there only as an earlier content had them', () => {
    const own = { isRead: true, produced: 10, indexed: 7 };
    assert.match(
      differences([result({ own })], 0, log())[0] ?? '',
      /not in the index as it is now: 3 of 10 lines; what is there is of an earlier content/,
    );
    const unread = { isRead: false, produced: 0, indexed: 0 };
    assert.match(differences([result({ own: unread })], 0, log())[0] ?? '', /as it is now: 10 of 10 lines/);
  });

  it('notes of which files no format accepts most lines, and why', () => {
    const unread = 'the nearest format is json; the first line that it does not accept: it is no JSON object';
    assert.deepEqual(notes([result({}), result({ unread })]), [
      `/logs/a.log: no format accepts most of its lines; ${unread}.`,
    ]);
  });

  it('notes how many events of a file bear no time', () => {
    assert.deepEqual(notes([result({ untimed: 1 }, 1000), result({ untimed: 10 })]), [
      "/logs/a.log: 1 of 1,000 events (0.1 %) has no time and gets that of the file's first timed line, or of its modification.",
      "/logs/a.log: 10 of 10 events (100 %) have no time and get that of the file's first timed line, or of its modification.",
    ]);
  });

  it('says of a file that is no text what it is, and nothing else', () => {
    const refused = '/logs/a.zip is a ZIP archive, not a log.';
    const file = { ...result({}).file, lines: 0, events: 0, refused };
    assert.deepEqual(differences([result({ file, documents: 0, breaks: [refused] })], 0, log()).slice(0, -1), [
      refused,
    ]);
  });

  it('names each file that does not add up, and where to look', () => {
    const broken = { ...result({}).file, broken: 'The gzip content is truncated.' };
    const results = [
      result({ documents: 7, deadLetters: 2 }),
      result({ documents: 12 }),
      result({ file: broken }),
      result({ breaks: ['It is a bomb.'] }),
    ];
    const sentences = differences(results, 1, log('indexer: MAPPING_ERROR'));
    const expected = [
      /not in the index: 3 of 10 lines; dead letters: 2/,
      /2 documents more than it has lines/,
      /a\.log: The gzip content is truncated\./,
      /a\.log: It is a bomb\./,
      /dead-letter queue holds 1/,
      /last error: indexer: MAPPING_ERROR/,
      /\/data\/pipeline\.log/,
    ];
    assert.equal(sentences.length, expected.length);
    sentences.forEach((sentence, index) => {
      assert.match(sentence, expected[index] ?? /never/);
    });
  });
});
