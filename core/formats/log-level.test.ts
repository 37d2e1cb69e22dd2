import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ParsedLine, parseLine } from '../../test/helpers/parse-line.ts';
import { errorLevels } from '../log-levels.ts';

const parse = (line: object): ParsedLine => parseLine('json', JSON.stringify(line), { format: 'json' });
const levelOf = (line: object): unknown => parse(line)['log.level'];

suite('a level', () => {
  test('has one word, however a system prints it', () => {
    // RFC 5424, section 6.2.1, and syslog(3); Apache LogLevel; java.util.logging.Level; Python's logging; .NET's console
    // formatter; Serilog's LogEventLevel and its three letters; MySQL's "Note".
    const printed: Readonly<Record<string, readonly string[]>> = {
      trace: ['trace', 'TRACE', 'trce', 'FINER', 'FINEST', ...Array.from({ length: 8 }, (_, at) => `trace${at + 1}`)],
      debug: ['debug', 'Debug', 'dbug', 'DBG', 'FINE', 'Verbose'],
      info: ['info', 'INFO', 'Information', 'INF', 'Informational'],
      notice: ['notice', 'NOTICE', 'Note'],
      warn: ['warn', 'WARNING', 'Warning', 'WRN'],
      error: ['error', 'ERROR', 'Error', 'err', 'SEVERE', 'fail'],
      critical: ['critical', 'CRITICAL', 'crit', 'Fatal', 'FATAL', 'panic'],
      alert: ['alert', 'ALERT'],
      emergency: ['emergency', 'emerg', 'EMERG'],
    };
    for (const [level, words] of Object.entries(printed)) {
      for (const word of words) assert.equal(levelOf({ level: word }), level, word);
    }
  });

  test('is kept as printed where it is none of them', () => {
    for (const word of ['http', 'Errors', 'trace1-8', 'x', 'éclair']) assert.equal(levelOf({ level: word }), word);
  });

  test('is one of the levels that mean an error for each that means one', () => {
    const words = ['Error', 'SEVERE', 'FATAL', 'CRITICAL', 'err', 'alert', 'emerg'];
    for (const word of words)
      assert.ok(
        errorLevels.some((level) => level === levelOf({ level: word })),
        word,
      );
    for (const word of ['warn', 'notice', 'info', 'unknown']) {
      assert.ok(!errorLevels.some((level) => level === levelOf({ level: word })), word);
    }
  });

  test('may be coloured', () => {
    assert.equal(levelOf({ level: '\u001b[31merror\u001b[39m' }), 'error');
    // as grep and gcc have it, whose colours are taken off wherever they are (colours.ts)
    assert.equal(levelOf({ level: '\u001b[31m\u001b[Kerror\u001b[m\u001b[K' }), 'error');
    assert.equal(levelOf({ level: '\u001b[1;33mWARN\u001b[0m' }), 'warn');
  });

  test("may be a number, in the table of the line's logger", () => {
    assert.equal(levelOf({ level: 50, msg: 'pino' }), 'error');
    assert.equal(levelOf({ level: '30', msg: 'pino, in quotes' }), 'info');
    assert.equal(levelOf({ version: '1.1', short_message: 'GELF', level: 3 }), 'error');
    assert.equal(levelOf({ MESSAGE: 'journald', PRIORITY: '2' }), 'critical');
    assert.equal(levelOf({ msg: 'of whom is not known', level: 3 }), undefined);
    assert.deepEqual(parse({ level: 3 })['kafkainsight.json'], { level: 3 });
  });

  test("of MongoDB counts only beside MongoDB's time", () => {
    assert.equal(levelOf({ t: { $date: '2026-11-22T10:02:52.123+00:00' }, s: 'W', msg: 'm' }), 'warn');
    assert.equal(levelOf({ t: { $date: '2026-11-22T10:02:52.123+00:00' }, s: 'D3', msg: 'm' }), 'debug');
    assert.equal(levelOf({ t: 5, s: 'W' }), undefined);
  });
});
