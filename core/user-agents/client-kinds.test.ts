import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { suite, test } from 'node:test';
import * as v from 'valibot';
import { documentHead } from '../bytes/document-keys.ts';
import { DocumentWriter } from '../bytes/document-writer.ts';
import { createUserAgentFields } from './user-agents.ts';

const writer = new DocumentWriter();
const write = createUserAgentFields();

function kindOf(userAgent: string): unknown {
  const bytes = Buffer.from(userAgent);
  writer.begin(documentHead(''));
  write(bytes, 0, bytes.length, writer);
  writer.finish(0);
  const document = JSON.parse(writer.bytes.toString('utf8', 0, writer.lengthBytes)) as Record<string, unknown>;
  return document['kafkainsight.client.kind'];
}

function systemsOf(userAgent: string): readonly number[] | undefined {
  const bytes = Buffer.from(userAgent);
  writer.begin(documentHead(''));
  return write(bytes, 0, bytes.length, writer);
}

// What each program sends, by its documentation or source.
const samples: Readonly<Record<string, readonly string[]>> = {
  person: [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:47.0) Gecko/20100101 Firefox/47.0',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 13_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36',
    'Mozilla/5.0 (Linux; Android 9; Redmi Go Build/PKQ1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0 Mobile Safari/537.36',
    'Mozilla/5.0 (Linux; Android 8.1.0; CUBOT_P20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0 Mobile Safari/537.36',
    // a slash other than those of `://` may be of a version; `://` is the address at which a bot says who it is
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36 Shop:x/1 Shop a/1 Shop//1',
  ],
  tool: [
    'curl/8.5.0',
    'Wget/1.21.4',
    'python-requests/2.32.3',
    'python-requests/2.18.4 CPython/3.6 Linux/4.4.0',
    'Python/3.12 aiohttp/3.9.5',
    'Go-http-client/1.1',
    'okhttp/4.12.0',
    'Java/17.0.2',
    'Apache-HttpClient/4.5.14 (Java/17.0.2)',
    'PostmanRuntime/7.26.5',
    'axios/1.7.2',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/124.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1',
    // a library of a script's that calls itself a browser before
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 python-requests/2.32.3',
    'Mozilla/5.0',
    'anything',
  ],
  monitor: [
    'kube-probe/1.29',
    'Prometheus/2.53.0',
    'ELB-HealthChecker/2.0',
    'GoogleHC/1.0',
    'Amazon-Route53-Health-Check-Service (ref 00000000-0000-0000-0000-000000000000; report http://amzn.to/1vsZADi)',
    'Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)',
    'check_http/v2.3.3 (nagios-plugins 2.3.3)',
    'Blackbox Exporter/0.25.0',
  ],
  scanner: [
    'masscan/1.3 (https://github.com/robertdavidgraham/masscan)',
    'Mozilla/5.0 zgrab/0.x',
    'Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)',
    'sqlmap/1.8#stable (https://sqlmap.org)',
    'Mozilla/5.00 (Nikto/2.1.6) (Evasions:None) (Test:000001)',
    'Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)',
  ],
  crawler: [
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
    // of Brandwatch, as crawler-user-agents has it
    'magpie-crawler/1.1 (U; Linux amd64; en-GB; +http://www.brandwatch.net)',
    'magpie-crawler/1.1',
  ],
};

const listSchema = v.array(v.object({ instances: v.array(v.string()) }));

suite('who sends requests', () => {
  for (const [kind, userAgents] of Object.entries(samples)) {
    test(`is a ${kind}, by what its user agent says`, () => {
      for (const userAgent of userAgents) assert.equal(kindOf(userAgent), kind, userAgent);
    });
  }

  // crawler-user-agents (MIT), a list that others collect. Most of the rest call themselves a browser, with one word added.
  test('is seldom taken for a person where it is one of the machines that others know', () => {
    const list: unknown = createRequire(import.meta.url)('crawler-user-agents');
    const machines = v.parse(listSchema, list).flatMap(({ instances }) => instances);
    const persons = machines.filter((userAgent) => kindOf(userAgent) === 'person');
    assert.ok(machines.length > 2_000);
    assert.ok(persons.length < 0.035 * machines.length, persons.join('\n'));
  });

  test('comes from known networks where its operator says from which', () => {
    assert.deepEqual(systemsOf('Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'), [15169]);
    assert.deepEqual(systemsOf('Googlebot-Image/1.0'), [15169]);
    assert.deepEqual(systemsOf('Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)'), [8075]);
    assert.equal(systemsOf('Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)'), undefined);
    assert.equal(systemsOf('Mozilla/5.0 (Windows NT 10.0; rv:47.0) Gecko/20100101 Firefox/47.0'), undefined);
  });
});
