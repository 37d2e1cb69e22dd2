import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { InvocationAnswer } from '../../test/helpers/aws-server.ts';
import { runOnStage } from '../../test/helpers/stage-command.ts';

describe('forgetting in a stage', () => {
  const NOW = Date.now();
  const survey = (changes: object = {}): object => ({
    takenMillis: NOW,
    waiting: 0,
    files: [
      {
        fileId: 'f1',
        keys: ['inbox/a.log'],
        hasObject: true,
        isOpen: false,
        newestMillis: NOW - 3_600_000,
        places: [{ what: 'documents', where: 'kafkainsight-logs-text-2026.11', count: 7 }],
        ...changes,
      },
    ],
  });
  /** Returns the survey, then each of the deletions. */
  const answering =
    (surveyed: object, ...deleted: object[]) =>
    (_name: string, event: unknown): InvocationAnswer => ({
      body: (event as { question: string }).question === 'survey' ? surveyed : deleted.shift(),
    });
  const done = { isDone: true, left: [] };

  test('asks the function that deletes, until it is done, for what was there at the time of the question', async () => {
    const args = ['forget', 'inbox/a.log', '--stage', 'dev', '--yes'];
    const { code, output, errors, server } = await runOnStage(
      args,
      answering(survey(), { isDone: false, left: [] }, done),
    );
    assert.equal(code, 0, errors);
    assert.match(output, /kafkainsight-logs-text-2026\.11 +documents +7\n/);
    const deletion = { question: 'forget', fileId: 'f1', keepObject: false, untilMillis: NOW };
    assert.deepEqual(server.invocations, [
      ['kafkainsight-dev-forget', { question: 'survey', key: 'inbox/a.log' }],
      ['kafkainsight-dev-forget', deletion],
      ['kafkainsight-dev-forget', deletion],
    ]);
  });

  test('ends with 1 where something is left, or on its way, and with 2 where several files had the name', async () => {
    const args = ['forget', 'inbox/a.log', '--stage', 'dev', '--yes'];
    const left = [{ what: 'documents', where: 'kafkainsight-logs-text-2026.11', count: 1 }];
    const late = await runOnStage(args, answering(survey(), { isDone: true, left }));
    assert.deepEqual([late.code, late.output.includes('a late delivery')], [1, true]);
    const open = await runOnStage(args, answering(survey({ isOpen: true })));
    assert.deepEqual([open.code, open.server.invocations.length], [1, 1]);
    assert.match(open.errors, /STILL_ON_ITS_WAY/);
    const behind = await runOnStage(args, answering(survey()), {
      values: { SumOffsetLag: 5, OldestRecordSeconds: 4_000 },
    });
    assert.deepEqual([behind.code, behind.server.invocations.length], [1, 1]);
    assert.match(behind.errors, /The topic held 5 records not indexed in the last/);
    const young = await runOnStage(args, answering(survey({ newestMillis: NOW })));
    assert.deepEqual([young.code, young.server.invocations.length], [1, 1]);
    const [file] = (survey() as { files: object[] }).files;
    const several = await runOnStage(
      args,
      answering({ takenMillis: NOW, waiting: 0, files: [file, { ...file, fileId: 'f2' }] }),
    );
    assert.equal(several.code, 2);
    assert.match(several.errors, /--id[^]*f1 [^]*f2 /);
  });

  test('goes past records that are younger than the file', async () => {
    const values = { SumOffsetLag: 5, OldestRecordSeconds: 10 };
    const { code, errors } = await runOnStage(
      ['forget', '--id', 'f1', '--stage', 'dev', '--yes'],
      answering(survey(), done),
      {
        values,
      },
    );
    assert.equal(code, 0, errors);
  });

  test('says of a person what it does not reach, and asks before it deletes', async () => {
    const places = [{ what: 'documents', where: 'kafkainsight-logs-text-2026.11', count: 3 }];
    const user = { takenMillis: NOW, waiting: 0, places, mentions: 2 };
    const { code, output, server } = await runOnStage(['forget', '--user', 'ann', '--stage', 'dev'], answering(user));
    assert.equal(code, 2);
    assert.match(output, /Not deleted: the lines in the objects[^]*2 have it as words/);
    assert.deepEqual(server.invocations, [['kafkainsight-dev-forget', { question: 'survey', user: 'ann' }]]);
    const sure = await runOnStage(['forget', '--user', 'ann', '--stage', 'dev', '--yes'], answering(user, done));
    assert.deepEqual([sure.code, sure.server.invocations.length], [0, 2]);
  });
});
