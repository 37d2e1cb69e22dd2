import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { copyOf, createDocumentBuilder } from '../core/documents/documents.ts';
import { type StoryFormat, storyFormats } from '../core/format-table.ts';
import { detectFormat } from '../core/formats/detect.ts';
import { type LogEvent } from './events.ts';
import { printed } from './printable.ts';
import { createRenderer } from './renderer.ts';
import { scenarioNames } from './scenarios/names.ts';
import { createStory } from './story.ts';

const timeMillis = Date.parse('2026-11-02T03:04:05.006Z');
const request = {
  timeMillis,
  scenario: undefined,
  address: printed`192.0.2.7`,
  user: printed`anna.keller1`,
  method: 'GET',
  target: printed`/p/rope-1001?utm_campaign=x`,
  protocol: 'HTTP/2.0',
  status: 200,
  bytes: 1234,
  referrer: printed`https://www.example.com/`,
  userAgent: printed`Mozilla/5.0 (X11)`,
} as const;
const system = {
  timeMillis,
  scenario: undefined,
  facility: 10,
  severity: 4,
  host: printed`app-1`,
  program: printed`auth-service`,
  processId: 2214,
  messageId: printed`SIGNIN`,
  message: printed`Hello`,
} as const;

/** Written by hand from the formats' documentation: mod_log_config, ErrorLogFormat, RFC 3164 section 4.1, RFC 5424 section 6. */
const expected: readonly (readonly [LogEvent, string])[] = [
  [
    { ...request, format: 'apache_common' },
    '192.0.2.7 - anna.keller1 [02/Nov/2026:03:04:05 +0000] "GET /p/rope-1001?utm_campaign=x HTTP/2.0" 200 1234',
  ],
  [
    { ...request, format: 'apache_combined' },
    '192.0.2.7 - anna.keller1 [02/Nov/2026:03:04:05 +0000] "GET /p/rope-1001?utm_campaign=x HTTP/2.0" 200 1234 "https://www.example.com/" "Mozilla/5.0 (X11)"',
  ],
  [
    { ...request, format: 'json' },
    '{"host":"192.0.2.7", "user-identifier":"anna.keller1", "datetime":"02/Nov/2026:03:04:05 +0000", "method": "GET", "request": "/p/rope-1001?utm_campaign=x", "protocol":"HTTP/2.0", "status":200, "bytes":1234, "referer": "https://www.example.com/"}',
  ],
  [
    {
      format: 'apache_error',
      timeMillis,
      scenario: undefined,
      module: printed`proxy`,
      level: printed`error`,
      processId: 1217,
      threadId: 140_001,
      address: printed`2001:db8::1`,
      port: 5555,
      message: printed`AH00898: Error`,
    },
    '[Mon Nov 02 03:04:05 2026] [proxy:error] [pid 1217:tid 140001] [client 2001:db8::1:5555] AH00898: Error',
  ],
  [{ ...system, format: 'rfc3164' }, '<84>Nov  2 03:04:05 app-1 auth-service[2214]: Hello'],
  [{ ...system, format: 'rfc5424' }, '<84>1 2026-11-02T03:04:05.006Z app-1 auth-service 2214 SIGNIN - Hello'],
];

for (const [event, line] of expected) {
  test(`${event.format}: an event and its line`, () => {
    assert.equal(createRenderer()(event), line);
  });
}

/** Replaces what changes from line to line by a placeholder, so that only the shape is left. */
function shape(line: string): string {
  return line
    .replace(/"(?:https?:\/\/[^"]*|-)"$/g, '"URL"')
    .replace(/(?<="(?:host|user-identifier|datetime|method|request|protocol|referer)": ?)"[^"]*"/g, 'S')
    .replace(/(?<="(?:status|bytes)":)\d+/g, 'N');
}

test('json: the shape is that of flog, to the spaces', () => {
  const [sample = ''] = readFileSync(new URL('../local/sample-logs/json.log', import.meta.url), 'utf8').split('\n');
  const [, line = ''] = expected.find(([event]) => event.format === 'json') ?? [];
  assert.equal(shape(line), shape(sample));
});

test('times are printed anew for each second and day, backwards too', () => {
  const render = createRenderer();
  const at = (time: string): string =>
    /\[([^\]]*)\]/.exec(render({ ...request, format: 'apache_common', timeMillis: Date.parse(time) }))?.[1] ?? '';
  assert.equal(at('2026-12-31T23:59:59.999Z'), '31/Dec/2026:23:59:59 +0000');
  assert.equal(at('2027-01-01T00:00:00.000Z'), '01/Jan/2027:00:00:00 +0000');
  assert.equal(at('2026-12-31T23:59:59.000Z'), '31/Dec/2026:23:59:59 +0000');
  assert.equal(at('2028-02-29T12:00:01Z'), '29/Feb/2028:12:00:01 +0000');
});

const toMillis = Date.parse('2026-11-22T22:00:00Z');
const story = createStory({
  seed: 3,
  chapter: 0,
  fromMillis: toMillis - 86_400_000,
  toMillis,
  lines: 20_000,
  formats: storyFormats,
  scenarios: scenarioNames,
});
const render = createRenderer();
const told = [...story.seconds].flat().map((event) => ({ event, line: render(event) }));

for (const format of storyFormats) {
  test(`${format}: the pipeline detects it, and reads every line of a story`, () => {
    const own = told.filter(({ event }) => event.format === format);
    assert.ok(own.length > 500);
    assert.equal(
      detectFormat(
        Buffer.from(
          own
            .slice(0, 100)
            .map(({ line }) => `${line}\n`)
            .join(''),
        ),
      ),
      format,
    );
    const builder = createDocumentBuilder(
      {
        fileId: 'f',
        path: 'inbox/a.log',
        version: 0,
        modifiedMillis: toMillis,
        format,
        source: { prefix: '' },
        ingestedMillis: toMillis,
      },
      { keepOriginal: 'failed', userAgentDetails: false },
    );
    for (const { event, line } of own) {
      const bytes = Buffer.from(line);
      const built = builder.build({ bytes, start: 0, end: bytes.length, offset: 0, lengthBytes: bytes.length });
      const { parsed, timeMillis: readMillis } = built;
      assert.ok(parsed, line);
      const precise = event.format === 'rfc5424';
      assert.equal(readMillis, precise ? event.timeMillis : Math.floor(event.timeMillis / 1000) * 1000, line);
      assertFields(event, JSON.parse(copyOf(built).toString()) as Record<string, unknown>);
    }
  });
}

function assertFields(event: LogEvent, document: Readonly<Record<string, unknown>>): void {
  const fields = expectedFields(event);
  for (const [name, value] of Object.entries(fields)) assert.equal(document[name], value, name);
}

const orAbsent = (value: string): string | undefined => (value === '-' ? undefined : value);

function expectedFields(event: LogEvent): Record<string, unknown> {
  switch (event.format) {
    case 'apache_common':
    case 'apache_combined':
    case 'json':
      return {
        'source.address': event.address,
        'user.name': orAbsent(event.user),
        'url.original': event.target,
        'http.response.status_code': event.status,
        ...(event.format === 'apache_combined' && {
          'http.request.referrer': orAbsent(event.referrer),
          'user_agent.original': orAbsent(event.userAgent),
        }),
      };
    case 'apache_error':
      return {
        'log.level': event.level,
        'apache.error.module': event.module,
        'process.pid': event.processId,
        'source.ip': event.address,
        'source.port': event.port,
        'error.code': /^AH\d{5}/.exec(event.message)?.[0],
      };
    case 'rfc3164':
    case 'rfc5424':
      return {
        'host.hostname': event.host,
        'process.name': event.program,
        'process.pid': event.processId,
        'log.syslog.severity.code': event.severity,
        'log.syslog.facility.code': event.facility,
        message: event.message,
      };
  }
}

test('every format has an expected line', () => {
  const names: StoryFormat[] = expected.map(([event]) => event.format);
  assert.deepEqual(names.sort(), [...storyFormats].sort());
});
