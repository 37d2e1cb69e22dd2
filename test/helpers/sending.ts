import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { indexed, type IndexedDocument } from './indexed.ts';
import { queueEvent } from './ingest-events.ts';
import { ingestHarness } from './ingest-harness.ts';
import { lambdaContext } from './lambda-context.ts';
import { installPythonPackages } from './python-packages.ts';
import { LOCAL_KEY, type StoreFixture, storeFixture } from './store.ts';

const PAGE = path.join(import.meta.dirname, '..', '..', 'docs', 'sending.md');

/** The local store, which programs send logs to, and the ingest function behind it. */
export interface Receiving {
  readonly fixture: StoreFixture;
  /** What a program of AWS needs to find the store. */
  readonly environment: NodeJS.ProcessEnv;
  /** Ingests all that was sent. */
  ingestAll(): Promise<void>;
  /** What of it is in the index. */
  documents(): Promise<readonly IndexedDocument[]>;
}

export async function startReceiving(): Promise<Receiving> {
  const fixture = await storeFixture();
  const { url, queueUrl: QueueUrl } = fixture.store;
  const store = createObjectStore({ region: 'us-east-1', s3Endpoint: url, credentials: LOCAL_KEY });
  const harness = ingestHarness({ store: { ...store, objects: new Map() }, bucket: LOCAL_BUCKET });
  return {
    fixture,
    environment: {
      ...process.env,
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: LOCAL_KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: LOCAL_KEY.secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: path.join(fixture.options.folder, 'none'),
    },
    async ingestAll() {
      for (let messages = await fixture.receive(); messages.length > 0; messages = await fixture.receive()) {
        const event = queueEvent(messages.map(({ Body = '' }) => Body));
        assert.deepEqual(await harness.handler(event, lambdaContext()), { batchItemFailures: [] });
        for (const { ReceiptHandle } of messages)
          await fixture.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    },
    documents: () => indexed(harness.producer.records()),
  };
}

/** Writes AWS's command into a folder, as `aws`; its packages are installed once. */
export async function installAws(folder: string): Promise<void> {
  const packages = await installPythonPackages('awscli==1.46.3');
  const program = path.join(folder, 'aws');
  // a clock that is not the true one would make its signatures invalid
  writeFileSync(
    program,
    `#!/bin/sh\nunset LD_PRELOAD\nPYTHONPATH='${packages}' exec python3 '${packages}/bin/aws' "$@"\n`,
  );
  chmodSync(program, 0o755);
}

/** The code in a section of docs/sending.md, so that what is tested is what the page says. */
export function codeOfPage(heading: string): string {
  const [, section = ''] = readFileSync(PAGE, 'utf8').split(`\n## ${heading}\n`);
  const [body = ''] = section.split('\n## ');
  const [, fenced] = /```\w*\n([^]*?)```/.exec(body) ?? [];
  const code = fenced ?? Array.from(body.matchAll(/^ {4}(.*)$/gm), ([, line]) => `${line ?? ''}\n`).join('');
  if (code === '') throw new Error(`docs/sending.md has no code under ${heading}`);
  return code;
}
