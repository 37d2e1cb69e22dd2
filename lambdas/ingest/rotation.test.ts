import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createObjectStore } from '../../adapters/s3/object-store.ts';
import { LOCAL_BUCKET } from '../../local/store/store.ts';
import { memoryObjectStore } from '../../test/fakes/object-store.ts';
import { indexed } from '../../test/helpers/indexed.ts';
import { ingestHarness } from '../../test/helpers/ingest-harness.ts';
import { type StoreFixture, storeFixture } from '../../test/helpers/store.ts';

/** How a log is kept by what writes or rotates it, as docs/reliability.md has it. */
interface Case {
  readonly name: string;
  /** What is dropped, one after the other: all that a log folder holds from time to time. */
  readonly drops: readonly (readonly [key: string, content: Buffer | string])[];
  /** Every line that was ever written, in any of its files. */
  readonly lines: number;
  /** Documents beyond them. */
  readonly doubled: number;
}

const HEADER = '#Software: a server\n#Date: 2026-11-22 00:00:00\n#Fields: date time c-ip cs-method\n';

/** Lines of one log, each at another minute. */
function log(from: number, to: number, line = (time: string): string => `${time} INFO started`): string {
  return Array.from({ length: to - from }, (_, number) => {
    const time = new Date(Date.UTC(2026, 10, 22, 10, from + number)).toISOString();
    return `${line(time.replace('T', ' ').slice(0, 19))}\n`;
  }).join('');
}

const cri = (time: string): string => `${time.replace(' ', 'T')}.123456789Z stdout F started`;
const dockerJson = (time: string): string =>
  JSON.stringify({ log: 'started\n', stream: 'stdout', time: `${time.replace(' ', 'T')}Z` });
const w3c = (time: string): string => `${time} 203.0.113.9 GET`;

const access = (time: string): string => `203.0.113.9 - - [22/Nov/2026:${time.slice(11)} +0000] "GET / HTTP/1.1" 200 1`;
/** What a server prints before its first request: no format reads them, one names a time. */
const BANNERS = `Server up since 2026-11-22 09:59:59\n${'  a line of the logo\n'.repeat(29)}`;

const cases: readonly Case[] = [
  {
    name: 'logrotate, numbers',
    drops: [
      ['inbox/app.log', log(0, 5)],
      ['inbox/app.log.1', log(0, 9)],
      ['inbox/app.log', log(9, 12)],
      ['inbox/app.log.2.gz', gzipSync(log(0, 9))],
      ['inbox/app.log.1', log(9, 15)],
    ],
    lines: 15,
    doubled: 0,
  },
  {
    name: 'logrotate, `dateext`',
    drops: [
      ['inbox/app.log', log(0, 5)],
      ['inbox/app.log-20261122', log(0, 9)],
      ['inbox/app.log', log(9, 12)],
      ['inbox/app.log-20261122.gz', gzipSync(log(0, 9))],
      ['inbox/app.log-2026112311', log(9, 15)],
    ],
    lines: 15,
    doubled: 0,
  },
  {
    name: 'logrotate, `copytruncate`',
    drops: [
      ['inbox/app.log', log(0, 5)],
      ['inbox/app.log.1', log(0, 9)],
      // a writer that does not append leaves NULs before what it writes next, however many
      ['inbox/app.log', '\0'.repeat(log(0, 9).length) + log(9, 12)],
      ['inbox/app.log.1', '\0'.repeat(log(0, 9).length) + log(9, 15)],
      ['inbox/app.log', '\0'.repeat(200_000) + log(15, 17)],
      ['inbox/app.log.1', '\0'.repeat(200_000) + log(15, 18)],
      ['inbox/app.log', '\0'.repeat(100_000) + log(18, 20)],
      ['inbox/app.log.2.gz', gzipSync(log(0, 9))],
    ],
    lines: 20,
    doubled: 0,
  },
  {
    name: 'Docker, `json-file`',
    drops: [
      ['inbox/c0ffee/c0ffee-json.log', log(0, 5, dockerJson)],
      ['inbox/c0ffee/c0ffee-json.log.1', log(0, 9, dockerJson)],
      ['inbox/c0ffee/c0ffee-json.log', log(9, 12, dockerJson)],
      ['inbox/c0ffee/c0ffee-json.log.2.gz', gzipSync(log(0, 9, dockerJson))],
    ],
    lines: 12,
    doubled: 0,
  },
  {
    name: 'kubelet',
    drops: [
      ['inbox/shop_web-0_1/web/0.log', log(0, 5, cri)],
      ['inbox/shop_web-0_1/web/0.log.20261122-100900', log(0, 9, cri)],
      ['inbox/shop_web-0_1/web/0.log', log(9, 12, cri)],
      ['inbox/shop_web-0_1/web/0.log.20261122-100900.gz', gzipSync(log(0, 9, cri))],
    ],
    lines: 12,
    doubled: 0,
  },
  {
    name: 'log4j, logback, Python: a date behind the name',
    drops: [
      ['inbox/app.log', log(0, 5)],
      ['inbox/app.log.2026-11-22', log(0, 9)],
      ['inbox/app.log', log(9, 12)],
      ['inbox/app.log.2026-11-22-11', log(9, 15)],
    ],
    lines: 15,
    doubled: 0,
  },
  {
    name: 'log4j 2: a date before the extension',
    drops: [
      ['inbox/app.log', log(0, 5)],
      ['inbox/app-2026-11-22-1.log.gz', gzipSync(log(0, 9))],
      ['inbox/app.log', log(9, 12)],
    ],
    lines: 12,
    doubled: 5,
  },
  {
    name: 'IIS',
    drops: [
      ['inbox/W3SVC1/u_ex261122.log', HEADER + log(0, 5, w3c)],
      ['inbox/W3SVC1/u_ex261122.log', HEADER + log(0, 9, w3c)],
      ['inbox/W3SVC1/u_ex261123.log', HEADER + log(9, 12, w3c)],
    ],
    lines: 12,
    doubled: 0,
  },
  {
    name: 'CloudFront',
    drops: [
      ['inbox/cdn/E2EXAMPLE.2026-11-22-10.a103fd5a.gz', gzipSync(HEADER + log(0, 9, w3c))],
      ['inbox/cdn/E2EXAMPLE.2026-11-22-10.b204fe6b.gz', gzipSync(HEADER + log(0, 9, w3c))],
      ['inbox/cdn/2026/11/22/E2EXAMPLE.2026-11-22-10.a103fd5a.gz', gzipSync(HEADER + log(0, 9, w3c))],
    ],
    lines: 2 * 9,
    doubled: 0,
  },
  {
    name: 'dated folders',
    drops: [
      ['inbox/web/app.log', log(0, 5)],
      ['inbox/web/2026/11/22/app.log', log(0, 9)],
      ['inbox/web/dt=2026-11-22/hour=10/app.log.gz', gzipSync(log(0, 9))],
      ['inbox/web/app.log', log(9, 12)],
    ],
    lines: 12,
    doubled: 0,
  },
  {
    name: 'two servers in one folder',
    drops: [
      ['inbox/web1.log', log(0, 5)],
      ['inbox/web2.log', log(0, 9)],
      ['inbox/192.0.2.1', log(0, 5)],
      ['inbox/192.0.2.2', log(0, 5)],
    ],
    lines: 24,
    doubled: 0,
  },
  {
    name: 'dropped before its first timed line is complete',
    drops: [
      ['inbox/app.log', `a banner\n${log(0, 1).slice(0, 12)}`],
      ['inbox/app.log', `a banner\n${log(0, 3)}`],
    ],
    lines: 4,
    doubled: 2,
  },
  {
    name: 'dropped when only its banners were written',
    drops: [
      ['inbox/web.log', BANNERS],
      ['inbox/web.log', BANNERS + log(0, 200, access)],
    ],
    lines: 230,
    doubled: 0,
  },
  {
    name: 'no line has a time, under 1 KiB',
    drops: [
      ['inbox/notes.txt', 'one\n'],
      ['inbox/notes.txt', 'one\ntwo\n'],
      ['inbox/notes.txt.1', 'one\ntwo\n'],
    ],
    lines: 2,
    doubled: 1,
  },
];

suite('a log that is rotated', () => {
  const documentation = readFileSync('docs/reliability.md', 'utf8');

  for (const { name, drops, lines, doubled } of cases) {
    test(`by ${name}: each line once, but for ${doubled}`, async () => {
      let now = Date.parse('2026-11-22T11:00:00Z');
      const harness = ingestHarness({ store: memoryObjectStore({ now: () => (now += 1000) }) });
      for (const [key, content] of drops) assert.deepEqual(await harness.drop(key, content), []);
      const documents = await indexed(harness.producer.records());
      assert.equal(documents.length, lines + doubled);
      const row = documentation.split('\n').find((one) => one.startsWith(`| ${name} |`));
      assert.ok(row, `docs/reliability.md has no row for ${name}`);
      assert.equal(row.includes('| nothing |'), doubled === 0);
    });
  }
});

suite('a log folder that is synchronised to the bucket every hour while it is written and rotated', () => {
  let fixture: StoreFixture;
  before(async () => {
    fixture = await storeFixture();
  });
  after(() => fixture.remove());

  test('has as many documents as lines after three days, wherever each upload is cut', async () => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const store = createObjectStore({ region: 'local', s3Endpoint: fixture.store.url, credentials });
    const harness = ingestHarness({ store: { ...store, objects: new Map() }, bucket: LOCAL_BUCKET });
    const folder = new LogFolder(['web/app.log', 'shop/app.log']);
    const uploaded = new Map<string, Buffer>();
    for (let hour = 0; hour < 72; hour++) {
      const now = new Date(Date.UTC(2026, 10, 22, hour));
      if (hour % 24 === 23) folder.rotate();
      folder.write(now.toISOString(), hour * 7);
      for (const [name, content] of folder.files) {
        if (uploaded.get(name)?.equals(content) === true) continue;
        uploaded.set(name, content);
        assert.deepEqual(await harness.drop(`inbox/${name}`, content, now), []);
      }
    }
    const documents = await indexed(harness.producer.records());
    assert.equal(documents.length, folder.lines);
    const partial = documents.filter(({ fields }) => fields['kafkainsight.partial'] === true);
    assert.ok(partial.length <= 2, 'of the last lines alone');
  });
});

/** A folder of logs, as it is whenever somebody looks. */
class LogFolder {
  readonly files = new Map<string, Buffer>();
  /** Lines that were begun. */
  lines = 0;
  readonly #names: readonly string[];
  /** What is written of a log after a look and before the next one. */
  readonly #pending = new Map<string, string>();

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** Two lines more in each log, the last of them not to its end yet. */
  write(time: string, seed: number): void {
    for (const [at, name] of this.#names.entries()) {
      const lines = `${time} INFO ${name} did something\n${time} WARN ${name} did more\n`;
      const cut = lines.length - 1 - ((seed + at) % 40);
      const written = (this.#pending.get(name) ?? '') + lines.slice(0, cut);
      this.files.set(name, Buffer.concat([this.files.get(name) ?? Buffer.alloc(0), Buffer.from(written)]));
      this.#pending.set(name, lines.slice(cut));
      this.lines += 2;
    }
  }

  /** As logrotate does with `compress` and `delaycompress`: the writer ends its last line in the file that was renamed. */
  rotate(): void {
    for (const name of this.#names) {
      const [second, first, current] = [`${name}.2.gz`, `${name}.1`, name].map((one) => this.files.get(one));
      if (second) this.files.set(`${name}.3.gz`, second);
      if (first) this.files.set(`${name}.2.gz`, gzipSync(first));
      if (current) this.files.set(`${name}.1`, Buffer.concat([current, Buffer.from(this.#pending.get(name) ?? '')]));
      this.#pending.delete(name);
      this.files.delete(name);
    }
  }
}
