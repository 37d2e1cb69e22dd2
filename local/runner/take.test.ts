import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { storeFixture } from '../../test/helpers/store.ts';
import { uploadFile } from './take.ts';

describe('uploading a file', () => {
  it('says what is wrong with one that is missing or no file', async () => {
    const fixture = await storeFixture();
    const { objects } = fixture.store;
    const missing = join(tmpdir(), 'kafkainsight-no-such-file');
    await assert.rejects(uploadFile(objects, missing, 'inbox/none'), { code: 'FILE_NOT_FOUND' });
    await assert.rejects(uploadFile(objects, tmpdir(), 'inbox/folder'), { code: 'FILE_UNREADABLE' });
    await fixture.remove();
  });
});
