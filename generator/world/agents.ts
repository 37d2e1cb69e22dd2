import { type Printable, printable, printed } from '../printable.ts';
import { type Choice, weighted } from '../random.ts';

/** A browser: what it calls itself, and whether it is carried about. */
export interface Agent {
  readonly text: Printable;
  readonly mobile: boolean;
}

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
/** Chromium's reduced user agent: every Android is `Android 10; K` (developer.mozilla.org, "User-Agent reduction"). */
const ANDROID = 'Mozilla/5.0 (Linux; Android 10; K)';

const desktop = (text: string): Agent => ({ text: printable(text), mobile: false });
const phone = (text: string): Agent => ({ text: printable(text), mobile: true });

function versions(of: readonly (readonly [number, number])[], agent: (version: number) => Agent, share: number) {
  return of.map(([version, weight]) => [agent(version), weight * share] as const);
}

const chromes = [
  [150, 6],
  [149, 3],
  [148, 1],
] as const;
const firefoxes = [
  [150, 5],
  [149, 3],
  [140, 2],
] as const;

/** The browsers of 2026 in about their shares. */
export const chooseAgent = weighted<Agent>([
  ...versions(chromes, (v) => desktop(`${WINDOWS} ${WEBKIT} Chrome/${v}.0.0.0 Safari/537.36`), 2.4),
  ...versions(chromes, (v) => desktop(`${MAC} ${WEBKIT} Chrome/${v}.0.0.0 Safari/537.36`), 0.7),
  ...versions(
    chromes,
    (v) => desktop(`Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/${v}.0.0.0 Safari/537.36`),
    0.2,
  ),
  ...versions(chromes, (v) => desktop(`${WINDOWS} ${WEBKIT} Chrome/${v}.0.0.0 Safari/537.36 Edg/${v}.0.0.0`), 0.8),
  ...versions(chromes, (v) => phone(`${ANDROID} ${WEBKIT} Chrome/${v}.0.0.0 Mobile Safari/537.36`), 2.6),
  ...versions(
    firefoxes,
    (v) => desktop(`Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:${v}.0) Gecko/20100101 Firefox/${v}.0`),
    0.4,
  ),
  ...versions(
    firefoxes,
    (v) => desktop(`Mozilla/5.0 (X11; Linux x86_64; rv:${v}.0) Gecko/20100101 Firefox/${v}.0`),
    0.15,
  ),
  ...versions(firefoxes, (v) => phone(`Mozilla/5.0 (Android 16; Mobile; rv:${v}.0) Gecko/${v}.0 Firefox/${v}.0`), 0.1),
  [phone(`${ANDROID} ${WEBKIT} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36`), 4],
  [desktop(`${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.3 Safari/605.1.15`), 6],
  [desktop(`${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15`), 2],
  // Since Safari 26 the system's version in it stays 18_6 (webkit.org, "WebKit Features in Safari 26.0").
  ...(
    [
      ['26.3', 14],
      ['26.1', 6],
      ['18.6', 4],
    ] as const
  ).map(
    ([version, weight]) =>
      [
        phone(
          `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${version} Mobile/15E148 Safari/604.1`,
        ),
        weight,
      ] as const,
  ),
  [
    phone(
      'Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.3 Mobile/15E148 Safari/604.1',
    ),
    3,
  ],
]);

/** A crawler that says who it is: its user agent, and the beginning of the addresses that it comes from. */
interface Crawler {
  readonly userAgent: Printable;
  readonly network: Printable;
}

/** Known crawlers by how much they read, each from a network that it is known to come from. */
export const chooseCrawler: Choice<Crawler> = weighted([
  [
    {
      userAgent: printed`Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
      network: printed`66.249.66`,
    },
    30,
  ],
  [
    {
      userAgent: printed`Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36`,
      network: printed`157.55.39`,
    },
    20,
  ],
  [
    {
      userAgent: printed`Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)`,
      network: printed`20.171.207`,
    },
    14,
  ],
  [
    {
      userAgent: printed`Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)`,
      network: printed`216.73.216`,
    },
    12,
  ],
  [
    {
      userAgent: printed`Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)`,
      network: printed`54.36.148`,
    },
    12,
  ],
  [
    {
      userAgent: printed`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)`,
      network: printed`17.241.75`,
    },
    7,
  ],
  [
    {
      userAgent: printed`facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)`,
      network: printed`173.252.83`,
    },
    5,
  ],
]);
