/** Searches in the page's search box on a real search engine, compared with what is true of the same lines without it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import type { Query } from '../../core/search/conditions.ts';
import { countsRequest } from '../../dashboards/search.ts';
import type { SearchAnswer } from '../../local/page/protocol.ts';
import { readSearch } from '../../local/page/search/search.ts';
import { type RunningPage, startPage } from '../../local/page/server.ts';
import { typedText } from '../helpers/typed-text.ts';
import { type IndexedStory, indexStory } from './story/story.ts';

const LINES = 6000;

/** A line of the story, and its values by an independent reading: these patterns share nothing with the pipeline. */
interface Told {
  readonly line: string;
  readonly status: number;
  readonly method: string;
  readonly user: string;
  readonly client: string;
  readonly path: string;
  readonly bytes: number;
  readonly message: string;
  readonly level: string;
}

const ACCESS = /^(\S+) - (\S+) \[[^\]]+\] "(\S+) (\S+) [^"]+" (\d+) (\d+)/;
const ERROR = /^\[[^\]]+\] \[[^:]+:(\w+)\] \[pid [^\]]+\](?: \[client (\S+):\d+\])? (.*)$/;
const SYSLOG = /^<(\d+)>(?:\w{3} [ \d]\d [\d:]{8} \S+ [^:]+: |1 \S+ \S+ \S+ \S+ \S+ - )(.*)$/;

const NOTHING = { status: 0, method: '', user: '', client: '', path: '', bytes: 0, message: '', level: '' };

function tell(line: string): Told {
  const told = [tellJson, tellAccess, tellError, tellSyslog]
    .map((read) => read(line))
    .find((each) => each !== undefined);
  assert.ok(told !== undefined, `The test cannot read ${line}`);
  return { ...NOTHING, ...told, line };
}

function tellJson(line: string): Partial<Told> | undefined {
  if (!line.startsWith('{')) return undefined;
  const said = JSON.parse(line) as Readonly<Record<string, string | number>>;
  const text = (name: string): string => String(said[name]);
  const [path = ''] = text('request').split('?');
  const [client, user, method] = [text('host'), text('user-identifier'), text('method')];
  return { client, user, method, path, status: Number(said['status']), bytes: Number(said['bytes']) };
}

function tellAccess(line: string): Partial<Told> | undefined {
  const [whole, client = '', user = '', method = '', url = '', status, bytes] = ACCESS.exec(line) ?? [];
  const [path = ''] = url.split('?');
  return whole === undefined ? undefined : { client, user, method, path, status: Number(status), bytes: Number(bytes) };
}

function tellError(line: string): Partial<Told> | undefined {
  const [whole, level = '', client = '', message = ''] = ERROR.exec(line) ?? [];
  return whole === undefined ? undefined : { level, client, message };
}

/** RFC 5424, section 6.2.1: the priority's last three bits are the severity, of which 3 is an error. */
function tellSyslog(line: string): Partial<Told> | undefined {
  const [whole, priority, message = ''] = SYSLOG.exec(line) ?? [];
  const level = Number(priority) % 8 === 3 ? 'error' : 'other';
  return whole === undefined ? undefined : { message, level, ...(line.includes(' sshd') && tellSignIn(message)) };
}

/** OpenSSH, auth.c and packet.c: who, and from where. */
function tellSignIn(message: string): Partial<Told> {
  const [, user, client] = /(?:for(?: invalid user)?|user) (\S+) (?:from )?(\S+) port \d+/.exec(message) ?? [];
  return user === undefined || client === undefined ? {} : { user, client };
}

/** A word of the whole line. */
const says =
  (pattern: RegExp) =>
  ({ line }: Told) =>
    pattern.test(line);
const isOf24 = ({ client }: Told): boolean => client.startsWith('203.0.113.');

/** Searches, and the lines that they must find. */
const table: Readonly<Record<string, (told: Told) => boolean>> = {
  'status:5*': ({ status }) => status >= 500 && status < 600,
  'user:anna.gerber827': ({ user }) => user === 'anna.gerber827',
  'path:/cart/add method:POST': ({ path, method }) => path === '/cart/add' && method === 'POST',
  'ip:203.0.113.0/24': isOf24,
  'level:error': ({ level }) => level === 'error',
  'http.response.status_code:503': ({ status }) => status === 503,
  'http.response.status_code: 503': ({ status }) => status === 503,
  'http.response.status_code:50*': ({ status }) => status >= 500 && status < 510,
  'http.response.status_code:40?': ({ status }) => status >= 400 && status < 410,
  'http.response.status_code:[400 TO 499]': ({ status }) => status >= 400 && status < 500,
  'http.response.status_code:{400 TO 404]': ({ status }) => status > 400 && status <= 404,
  'http.response.status_code:>=500': ({ status }) => status >= 500,
  'http.response.status_code:(401 OR 403) AND NOT http.request.method:GET': ({ status, method }) =>
    [401, 403].includes(status) && method !== 'GET',
  'http.response.body.bytes:>100000': ({ bytes }) => bytes > 100_000,
  'http.response.status_code:*': ({ status }) => status > 0,
  'user.name:anna.gerber827': ({ user }) => user === 'anna.gerber827',
  'user.name:anna.*': ({ user }) => user.startsWith('anna.'),
  'user.name:ANNA.*': ({ user }) => user.startsWith('anna.'),
  'source.ip:203.0.113.0/24': isOf24,
  'source.ip:203.0.113.*': isOf24,
  'source.ip:[203.0.113.0 TO 203.0.113.255]': isOf24,
  '203.0.113.0/24': isOf24,
  // as a network in the addresses, and as the beginning of a word in the texts
  '203.0.113.*': says(/\b203\.0\.113\./),
  '2a02:120b::/32': ({ client }) => client.startsWith('2a02:120b:'),
  '-203.0.113.0/24 http.response.status_code:401': (told) => !isOf24(told) && told.status === 401,
  GET: says(/\bget\b/i),
  get: says(/\bget\b/i),
  post: says(/\bpost\b/i),
  '404 OR 500': ({ status, message }) => status === 404 || status === 500 || /\b(404|500)\b/.test(message),
  '500 || 503': ({ status, message }) => status === 500 || status === 503 || /\b(500|503)\b/.test(message),
  '*cart*': says(/cart/i),
  // in texts the words are compared, not what is between them
  '/cart/add': says(/\bcart\W+add\b/i),
  'url.path:/cart/add': ({ path }) => path === '/cart/add',
  'url.path:*cart*': ({ path }) => path.includes('cart'),
  'url.path:/api/*/session': ({ path }) => /^\/api\/.*\/session$/.test(path),
  '"Card declined"': says(/card declined/i),
  '"card DECLINED for order"': says(/card declined for order/i),
  'declined insufficient': says(/declined.*insufficient/),
  '"insufficient declined"': () => false,
  'moved shipped -delivered': ({ message }) => /moved.*shipped/.test(message),
  'message:declin*': ({ message }) => /\bdeclin/i.test(message),
  'log.level:error AND NOT AH01630': ({ level, message }) => level === 'error' && !message.includes('AH01630'),
  AH01630: says(/\bAH01630\b/),
  'authz_core:error': says(/never in a field of its own/),
  '(GET OR POST) AND (503 OR 500)': ({ method, status }) =>
    ['GET', 'POST'].includes(method) && [500, 503].includes(status),
  '/search?q=merino+socks': says(/\/search\?q=merino\+socks/),
  'Mozilla/5.0 (iPhone; CPU': says(/Mozilla\/5\.0 \(iPhone; CPU/),
  'event.dataset:apache.error': says(/^\[/),
  '@timestamp:2026-11-21': says(/\b21\/Nov\/2026|Sat Nov 21|Nov 21 \d|2026-11-21T/),
  '@timestamp:[2026-11-22T12:00 TO *] http.request.method:DELETE': ({ line, method }) =>
    method === 'DELETE' && /22\/Nov\/2026:(1[2-9]|2\d)/.test(line),
};

/**
 * Declares the tests of the search on an engine.
 *
 * @param open returns an engine with our templates, whose indices only these tests use; it is closed after them
 */
export function searchTests(name: string, open: () => Promise<SearchEngine>): void {
  describe(`the page's search on ${name}`, () => {
    let engine: SearchEngine;
    let story: IndexedStory;
    let told: readonly Told[];
    let page: RunningPage;

    before(async () => {
      engine = await open();
      story = await indexStory(engine, { lines: LINES });
      told = story.lines.map(tell);
      page = await startPage({ searchEngine: engine });
    });

    after(async () => {
      await page.stop();
      await engine.close();
    });

    async function ask(search: string, change: object = {}): Promise<SearchAnswer> {
      const scope = { from: story.fromMillis, to: story.toMillis, timeZone: 'UTC', filters: [], search, ...change };
      const response = await fetch(`${page.url}/api/search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ scope }),
      });
      const answer: unknown = await response.json();
      assert.equal(response.status, 200, JSON.stringify(answer));
      return answer as SearchAnswer;
    }

    for (const [typed, isTrue] of Object.entries(table)) {
      test(`finds what is true: ${typed}`, async () => {
        assert.equal((await ask(typed)).found, told.filter(isTrue).length);
      });
    }

    test('most of the table finds something, and nothing of it everything', () => {
      const found = Object.entries(table).map(([typed, isTrue]) => [typed, told.filter(isTrue).length] as const);
      assert.ok(found.every(([, count]) => count < told.length));
      const empty = found.filter(([, count]) => count === 0).map(([typed]) => typed);
      assert.deepEqual(empty, ['"insufficient declined"', 'authz_core:error']);
    });

    test('a line that is pasted whole finds itself and its equals, of every format', async () => {
      // a time without a year is not compared, since its year was inferred from the file
      const compared = (line: string): string => line.replace(/^(<\d+>)\w{3} [ \d]\d [\d:]{8}|^\[[^\]]+\]/, '$1');
      for (const start of [/^<\d+>\w/, /^<\d+>1 /, /^\[/, /^\{/, /^\S+ - \S+ .*"$/, /^\S+ - \S+ .*\d$/]) {
        const lines = story.lines.filter((line) => start.test(line));
        for (const line of [lines.at(0), lines.at(-1), lines.find((each) => each.includes('cart'))].filter(
          (each) => each,
        )) {
          const equals = lines.filter((other) => compared(other) === compared(line ?? ''));
          assert.equal((await ask(line ?? '')).found, equals.length, line);
        }
      }
    });

    test('a search that finds nothing says what its parts find', async () => {
      const { found, nothing } = await ask('http.response.status_code:503 user.name:nobody.at.all GET');
      assert.equal(found, 0);
      assert.deepEqual(
        nothing?.parts.map(({ text, found: count }) => [text, count]),
        [
          ['http.response.status_code:503', told.filter(({ status }) => status === 503).length],
          ['user.name:nobody.at.all', 0],
          ['GET', told.filter(says(/\bget\b/i)).length],
        ],
      );
      assert.match(nothing.parts[1]?.hint ?? '', /user\.name:\*…\*/);
    });

    test('a line outside the time range, or behind a filter, is said to be there', async () => {
      const all = told.filter(({ status }) => status === 503).length;
      const early = await ask('http.response.status_code:503', { from: 0, to: 1000 });
      assert.deepEqual([early.found, early.nothing?.foundAnytime, early.nothing?.foundUnfiltered], [0, all, 0]);
      const filters = [{ kind: 'value', field: 'user.name', values: ['nobody.at.all'], negated: false }];
      const filtered = await ask('http.response.status_code:503', { filters });
      assert.deepEqual([filtered.found, filtered.nothing?.foundUnfiltered], [0, all]);
    });

    test('whatever is typed, the engine takes it, or it is said what is wrong', async () => {
      const scope = { fromMillis: story.fromMillis, toMillis: story.toMillis, timeZone: 'Europe/Zurich', filters: [] };
      await fc.assert(
        fc.asyncProperty(typedText, async (typed) => {
          const search = attempt(typed);
          if (search === undefined) return;
          const { path, body } = countsRequest('logs', { whole: { ...scope, search } });
          const answer = (await engine.request('POST', path, body)) as {
            timed_out: boolean;
            _shards: { failed: number };
          };
          assert.deepEqual([answer.timed_out, answer._shards.failed], [false, 0]);
        }),
        { numRuns: 150 },
      );
    });
  });
}

function attempt(typed: string): Query | undefined {
  try {
    return readSearch(typed, 'Europe/Zurich')?.query;
  } catch (error) {
    assert.ok(error instanceof KafkaInsightError && error.code === 'USAGE_INVALID');
    return undefined;
  }
}
