import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { createFileEvents } from '../files/file-events.ts';
import { joiningOf } from '../files/joining.ts';
import type { FormatName } from '../format-table.ts';
import { copyOf, createDocumentBuilder } from './documents.ts';
import { traceOf as traceInLine } from './trace.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The documents of a text whose lines are joined. */
function documentsOf(content: string, detected: FormatName = 'text'): Fields[] {
  const bytes = Buffer.from(content);
  const source = { prefix: '' };
  const { format, joining } = joiningOf(bytes, source, detected);
  const millis = Date.parse('2026-11-22T12:00:00Z');
  const origin = { fileId: 'f', path: 'p', version: 1, modifiedMillis: millis, ingestedMillis: millis, source, format };
  const builder = createDocumentBuilder(origin, { keepOriginal: 'failed', userAgentDetails: false });
  const documents: Fields[] = [];
  const events = createFileEvents(
    (line) => {
      builder.buildEvents(line, (document) => documents.push(JSON.parse(copyOf(document).toString()) as Fields));
    },
    { joining },
  );
  events.push(bytes);
  events.finish();
  return documents;
}

function traceOf(content: string): readonly unknown[] {
  const [first, ...others] = documentsOf(content);
  assert.deepEqual(others, []);
  return [first?.['message'], first?.['error.type'], first?.['error.message'], first?.['error.stack_trace']];
}

suite('a stack trace', () => {
  // java.lang.Throwable.printStackTrace, Java SE documentation
  test('of Java has its exception, its causes, and what was suppressed', () => {
    const trace =
      'HighLevelException: MidLevelException: LowLevelException\n\tat Junk.a(Junk.java:13)\n\tat Junk.main(Junk.java:4)\n' +
      'Caused by: MidLevelException: LowLevelException\n\tat Junk.c(Junk.java:23)\n\t... 1 more\n' +
      '\tSuppressed: Foo$ResourceNotClosed: resource\n\t\tat Foo.close(Foo.java:9)';
    const [type, text] = ['HighLevelException', 'MidLevelException: LowLevelException'];
    assert.deepEqual(traceOf(`${trace}\n`), [trace.slice(0, trace.indexOf('\n')), type, text, trace]);
    const line = '2026-11-22 10:02:52,123 ERROR [main] shop.Cart - Not saved';
    assert.deepEqual(traceOf(`${line}\n${trace}\n`), ['Not saved', type, text, trace]);
    assert.deepEqual(traceOf(`${line}\nand why:\n${trace}\n`), ['Not saved\nand why:', type, text, trace]);
  });

  // docs.docker.com, "JSON File logging driver"; whatever rewrites its files may put spaces behind colons and commas
  test('is that of its lines where Docker has them, with spaces or without', () => {
    const trace = 'java.lang.IllegalStateException: no cart "7"\n\tat shop.Cart.open(Cart.java:12)';
    const message = '2026-11-22 10:02:52,123 ERROR [main] shop.Cart - Not saved';
    const texts = [...`${message}\n${trace}\nAt rest: C:\\new`.split('\n'), message].map((text) => `${text}\n`);
    const objects = texts.map((log) => ({ log, stream: 'stderr', time: '2026-11-22T10:02:52.123456789Z' }));
    const compact = objects.map((object) => JSON.stringify(object)).join('\n');
    const fields = {
      ...{ message: 'Not saved', stream: 'stderr', 'log.level': 'error', 'error.message': 'no cart "7"' },
      'error.type': 'java.lang.IllegalStateException',
      'error.stack_trace': `${trace}\nAt rest: C:\\new`,
    };
    for (const content of [compact, compact.replaceAll('":"', '": "').replaceAll('","', '", "')]) {
      const [document, next, ...others] = documentsOf(`${content}\n`, 'json');
      assert.partialDeepStrictEqual(document, fields);
      for (const key of ['kafkainsight.partial', 'kafkainsight.json']) assert.equal(document?.[key], undefined);
      assert.deepEqual([next?.['message'], next?.['error.type'], others], ['Not saved', undefined, []]);
    }
    const [uncaught] = documentsOf(`${compact.split('\n').slice(1, 3).join('\n')}\n`, 'json');
    assert.partialDeepStrictEqual(uncaught, { message: trace.split('\n')[0], 'error.stack_trace': trace });
  });

  test("of PHP is within a message of nginx's error log, before what nginx says of the request", () => {
    const before = '2026/11/22 10:02:52 [error] 7#8: *5 FastCGI sent in stderr: "PHP message: PHP Fatal error:  ';
    const behind =
      '" while reading response header from upstream, client: 203.0.113.9, server: shop, request: "GET /x.php HTTP/1.1", upstream: "fastcgi://unix:/run/php.sock:", host: "shop"';
    const thrown = 'Uncaught Error: boom in /srv/x.php:3\nStack trace:\n#0 {main}\n  thrown in /srv/x.php on line 3';
    const [document, ...others] = documentsOf(`${before}${thrown}${behind}\n${before}x${behind}\n`, 'nginx_error');
    assert.equal(others.length, 1);
    assert.deepEqual(
      ['log.level', 'source.ip', 'url.original', 'error.type', 'error.message'].map((name) => document?.[name]),
      ['error', '203.0.113.9', '/x.php', 'Error', 'boom in /srv/x.php:3'],
    );
    assert.deepEqual(
      [document?.['message'], document?.['error.stack_trace']],
      [
        `FastCGI sent in stderr: "PHP message: PHP Fatal error:  ${thrown}" while reading response header from upstream`,
        undefined,
      ],
    );
  });

  test('of .NET is indented on its console', () => {
    const trace =
      '      System.InvalidOperationException: No cart\n         at Shop.Cart.Open(Int32 id) in /src/Cart.cs:line 12';
    const [document] = documentsOf(`fail: Shop.Cart[0]\n      Not opened\n${trace}\n`, 'dotnet_console');
    assert.deepEqual(
      ['message', 'error.type', 'error.message', 'error.stack_trace'].map((name) => document?.[name]),
      ['Not opened', 'System.InvalidOperationException', 'No cart', trace],
    );
  });

  test('that lacks the line with its exception is one nevertheless, and names none', () => {
    // a source's own rule may begin an event there
    const bytes = Buffer.from('\tat shop.Cart.save(Cart.java:7)\n\tat shop.Cart.main(Cart.java:3)');
    const line = { bytes, start: 0, end: bytes.length, offset: 0, lengthBytes: bytes.length, contentStart: 0 };
    assert.deepEqual(traceInLine(line), { bytes, start: 0, end: bytes.length });
  });

  // Python 3 tutorial, "Handling Exceptions"
  test('of Python is named by its last line, and may have another before it', () => {
    const inner =
      'Traceback (most recent call last):\n  File "<stdin>", line 2, in <module>\n    func()\nConnectionError';
    const between = 'The above exception was the direct cause of the following exception:';
    const outer =
      'Traceback (most recent call last):\n  File "<stdin>", line 4, in <module>\n    raise RuntimeError\n    ^^^^^\nRuntimeError: Failed to open database';
    const trace = `${inner}\n\n${between}\n\n${outer}`;
    const first = 'Traceback (most recent call last):';
    assert.deepEqual(traceOf(trace), [first, 'RuntimeError', 'Failed to open database', trace]);
  });

  test('of Go, Ruby, .NET, PHP and Node has type and message', () => {
    for (const [trace, type, message] of [
      // go.dev, "Defer, Panic, and Recover"
      [
        'panic: 4\n\ngoroutine 1 [running]:\nmain.g(0x4)\n\t/tmp/main.go:30 +0x1a8\nmain.main()\n\t/tmp/main.go:9 +0x25\ncreated by main.x\n\t/tmp/main.go:5 +0x58',
        'panic',
        '4',
      ],
      [
        "a.rb:3:in `f': divided by 0 (ZeroDivisionError)\n\tfrom a.rb:6:in `<main>'",
        'ZeroDivisionError',
        'divided by 0',
      ],
      [
        'Unhandled exception. System.ArgumentException: bad\n ---> System.IO.IOException: disk\n   at A.B() in /a.cs:line 3\n   --- End of inner exception stack trace ---\n   at A.Main() in /a.cs:line 9',
        'System.ArgumentException',
        'bad',
      ],
      [
        'PHP Fatal error:  Uncaught RuntimeException: no cart in /a.php:3\nStack trace:\n#0 /a.php(7): f()\n#1 {main}\n  thrown in /a.php on line 3',
        'RuntimeException',
        'no cart in /a.php:3',
      ],
      [
        "TypeError: x is not a function\n    at f (/a.js:1:1)\n    at Module._compile (node:internal/a:1) {\n  code: 'X'\n}",
        'TypeError',
        'x is not a function',
      ],
    ] as const) {
      assert.deepEqual(traceOf(`${trace}\n`), [trace.slice(0, trace.indexOf('\n')), type, message, trace]);
    }
  });

  test('in the file of a container is joined by stream, and read without what is around its lines', () => {
    const cri = (stream: string, text: string): string => `2026-11-22T10:02:52.123456789Z ${stream} ${text}\n`;
    const documents = documentsOf(
      cri('stderr', 'F java.lang.Error: x') +
        cri('stdout', 'F hello') +
        cri('stderr', 'P \tat a.B.c(') +
        cri('stderr', 'F B.java:1)') +
        cri('stderr', 'F done'),
      'cri',
    );
    assert.deepEqual(
      documents.map((document) => [document['message'], document['stream'], document['error.stack_trace']]),
      [
        ['java.lang.Error: x', 'stderr', 'java.lang.Error: x\n\tat a.B.c(B.java:1)'],
        ['hello', 'stdout', undefined],
        ['done', 'stderr', undefined],
      ],
    );
  });
});

suite('the stack trace of a container', () => {
  const trace = 'Traceback (most recent call last):\n  File "/a.py", line 3\n    run()\n    ~~~^^\nKeyError: 1\n';
  const more =
    '\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File "/b.py", line 9\n    x\nshop.Bad: ä\n';
  const lines = `started\n${trace}${more}`.trimEnd().split('\n');
  for (const [wrapper, wrapped] of [
    ['cri', (text: string) => `2026-11-22T10:02:52.123456789Z stderr F ${text}\n`],
    ['json', (text: string) => `${JSON.stringify({ log: `${text}\n`, stream: 'stderr', time: 'x' })}\n`],
  ] as const) {
    test(`is one event through its blank lines and escapes: ${wrapper}`, () => {
      const content = lines.map(wrapped).join('');
      const { starts } = joiningOf(Buffer.from(content), { prefix: '' }, wrapper).joining ?? {};
      assert.equal(starts, 'trace');
      assert.equal(documentsOf(content, wrapper).length, 2);
    });
  }

  test('leaves a line of text behind which is a blank one as it is', () => {
    const cri = (text: string): string => `2026-11-22T10:02:52Z stdout F ${text}\n`;
    const [first, second] = documentsOf(`${cri('one')}${cri('')}${cri('two')}`, 'cri');
    assert.deepEqual([first?.['message'], second?.['message']], ['one', 'two']);
  });
});

suite('a stack trace in all its parts', () => {
  test('is one event', () => {
    const overflow = `java.lang.StackOverflowError\n${'\tat a.B.c(B.java:1)\n'.repeat(1024)}`;
    for (const [trace, type] of [
      [overflow, 'java.lang.StackOverflowError'],
      ['a.FooTest: x\n\tat a.FooTest.should do it(FooTest.kt:3)\n', 'a.FooTest'],
      [
        'A.BException: x\n   at A.B[T](T x)\n--- End of stack trace from previous location ---\n   at A.C()\n',
        'A.BException',
      ],
      [
        'PHP Fatal error:  Uncaught LogicException: in /a.php:3\nStack trace:\n#0 [internal function]: f()\n#1 {main}\n\nNext App\\Bad: y in /a.php:4\nStack trace:\n#0 {main}\n  thrown in /a.php on line 4\n',
        'LogicException',
      ],
      [
        'panic: a [recovered]\n\tpanic: b\n\ngoroutine 1 [running, locked to thread]:\nmain.f(...)\n\t/a.go:3\ncreated by main.x in goroutine 1\n\t/a.go:5 +0x58\n',
        'panic',
      ],
      [
        'java.io.IOException: x\n\tat a.B.c(B.java:1)\nSuppressed: a.Closed: y\n\tat a.B.d(B.java:2)\n',
        'java.io.IOException',
      ],
      ['Error\n    at async Promise.all (index 0)\n    at async file:///a.js:1:2\n', 'Error'],
      ['Error: x\n    at file:///a.js:1:2\n    at f (/a b/c.js:1:2)\n', 'Error'],
    ] as const) {
      assert.equal(traceOf(trace)[1], type, trace);
    }
  });

  test('of Python has the first name behind its frames', () => {
    const trace =
      '10:02:52 failed\nTraceback (most recent call last):\n  File "/a.py", line 3, in f\n    run()\npsycopg2.errors.Unique: key\nDETAIL:  Key (a)=(1)\ndone\n';
    const [first, ...others] = documentsOf(trace + '10:02:53 next\n'.repeat(3));
    assert.equal(others.length, 3);
    assert.deepEqual([first?.['error.type'], first?.['error.message']], ['psycopg2.errors.Unique', 'key']);
  });
});

suite('lines of other formats in a text of times', () => {
  test('are events of their own', () => {
    for (const line of [
      '{"a":1}',
      '<34>Nov 22 10:02:52 web su: x',
      '203.0.113.9 - - [22/Nov/2026:10:02:52 +0000] "GET / HTTP/1.1" 200 5',
      'time=2026-11-22T10:02:52Z level=info msg=x',
      '2026-11-22T10:00:00Z at the full second',
    ]) {
      const documents = documentsOf(`10:02:52 a\n10:02:53 b\n${line}\n10:02:54 c\n`);
      assert.equal(documents.length, 4, line);
    }
  });
});

test('a pattern of a source is asked about characters', () => {
  const bytes = Buffer.from('§ a\nb\n§ c\n');
  const joining = { starts: { pattern: '^§ [a-z]' } };
  let count = 0;
  const events = createFileEvents(() => count++, { joining });
  events.push(bytes);
  events.finish();
  assert.equal(count, 2);
});

suite('lines that are no trace', () => {
  test('are an event each where no line bears a time', () => {
    for (const content of [
      'total 3\n  1 a\n 20 b\n',
      'Error: x\nWarning: y\n',
      '{not json\n  a\n',
      'starting\n#1 alice joined\n#2 bob joined\n',
      '## 1.2\n#12 fix the thing\n',
      'started\n#1 /a(3): b\n',
      'account\ncreated by alice\n',
      'done\nSuppressed: 12 messages\n',
      'done\nCaused by: the dog\n',
      'rules\nDuring handling of the above exception we waited\n',
      'x\ngoroutine 5 [is a word]\n',
      'we met\n    at the station\n    at home (today)\n    at 10:30\n',
      'port: 80\n  at home: yes\n  from db:5432\n',
      'select *\n  from db:1\n',
      'a.c:3: error\n  int x\n      ^\n',
      'step\n ---> 3f53bb00af94\n',
      'x\n  thrown in the river\n',
    ]) {
      const documents = documentsOf(content);
      assert.equal(documents.length, content.trimEnd().split('\n').length, content);
      for (const document of documents) assert.equal(document['error.stack_trace'], undefined, content);
    }
  });

  test('belong to the line with a time before them', () => {
    const [first, second] = documentsOf('10:02:52 SELECT a,\n\tb\nFROM c\n10:02:53 done\n');
    assert.equal(first?.['message'], '10:02:52 SELECT a,\n\tb\nFROM c');
    assert.equal(first['error.stack_trace'], undefined);
    assert.equal(second?.['message'], '10:02:53 done');
  });
});
