/**
 * What the words of user agents stand for. Words are written here in small letters, however user agents write them. `a|b` are
 * several words for the same; `a b` is two words with one space between them; `a*` is a word that begins with the letters
 * `a` and continues with anything else: `Nokia5250`, `Google-Extended`.
 */

import type { MachineKind } from './client-kinds.ts';

/** The rank of a name that is in none of these lists: below all others. */
export const NO_RANK = 1_000;

/** What a request comes from; where several are named, the first of this list is meant. */
export const DEVICES = ['bot', 'desktop', 'tv', 'tablet', 'mobile'] as const;
/** One of them. */
export type Device = (typeof DEVICES)[number];

/** The words whose versions are kept for clients without one, by the name that refers to them. */
export const versionWords = [
  { name: 'version', words: 'version' },
  { name: 'rv', words: 'rv' },
  { name: 'chrome', words: 'chrome|version chrome' },
] as const;
type VersionWord = (typeof versionWords)[number]['name'];

/** A browser, an app or a bot. */
export interface KnownClient {
  /** Absent where it is called as it calls itself. */
  readonly name?: string;
  /** Words that count before a `/` only: many of them are also in names of devices. */
  readonly products?: string;
  /** Words that count at any place. */
  readonly words?: string;
  /** The word whose version is the client's, rather than its own... */
  readonly version?: VersionWord;
  /** ...which is taken where there is no such word. */
  readonly elseOwnVersion?: true;
  readonly device?: Device;
}

/** An operating system. */
export interface OperatingSystem {
  readonly name: string;
  /** A version after one of these is the system's. */
  readonly words: string;
  /** Words that are part of the version, the last of each pair: `NT 10.0`, `XP`. */
  readonly versionWords?: string;
  /** Words that no version of the system follows. */
  readonly unversioned?: string;
  /** What it runs on where no word says. */
  readonly device?: Device;
}

/** A word, or its first letters, that ends so is the name of a bot, and which kind that is: `AhrefsBot`, `Googlebot-Image`. */
export const BOT_ENDINGS = {
  bot: 'crawler',
  crawler: 'crawler',
  spider: 'crawler',
  scanner: 'scanner',
  checker: 'monitor',
  validator: 'tool',
  monitor: 'monitor',
} as const satisfies Record<string, MachineKind>;
/** A maker of phones, which is not a bot, and frequent words that say nothing: listed so that they are skipped. */
export const SILENT_WORDS = 'cubot|cubot*|khtml|gecko|intel|u|x|x11|x64|win64|wow64|x86_64|i686|ppc|presto|en-us';

const bots: readonly KnownClient[] = [
  { name: 'Yahoo! Slurp', words: 'slurp', device: 'bot' },
  { name: 'Sogou web spider', words: 'web spider', device: 'bot' },
  { name: 'PingdomBot', words: 'pingdom*|pingdomtms', device: 'bot' },
  {
    words:
      'google*|googleother|googleother*|apis-google|mediapartners-google|feedfetcher-google|chrome-lighthouse|bingpreview|chatgpt-user|' +
      'claude-user|claude-web|perplexity-user|mistralai-user|meta-webindexer|meta-externalads|meta-externalagent|meta-externalfetcher|' +
      'facebookexternalhit|facebookexternalua|facebookcatalog|slack-imgproxy|webzio*|ia_archiver|skypeuripreview|yandeximages|' +
      'statuscake|nutch*|site24x7|datadogsynthetics',
    device: 'bot',
  },
];

/** A client whose name ends in one of {@link BOT_ENDINGS}. */
export const OTHER_BOT: KnownClient = { device: 'bot' };
/** A program that says first, or after `compatible;`, what it is: `curl/8.5.0`. */
export const OTHER_PROGRAM: KnownClient = {};

/** Browsers and apps; the first is meant, since most also name those for which pages are made. */
const browsers: readonly KnownClient[] = [
  { name: 'Facebook', products: 'fbav|fban|fb_iab' },
  { name: 'Instagram', words: 'instagram' },
  { name: 'TikTok', products: 'bytedancewebview|musical_ly|tiktok|trill' },
  { name: 'Snapchat', products: 'snapchat' },
  { name: 'Pinterest', products: 'pinterest' },
  { name: 'LINE', products: 'line' },
  { name: 'KakaoTalk', words: 'kakaotalk' },
  { name: 'WeChat', products: 'micromessenger' },
  { name: 'UC Browser', products: 'ucbrowser|ucbrowser*|ubrowser' },
  { name: 'Opera Mini', words: 'opera mini', device: 'mobile' },
  { name: 'Opera Touch', products: 'opt' },
  { name: 'Opera GX', products: 'opx|oprgx' },
  { name: 'Opera Coast', products: 'coast' },
  { name: 'Opera', products: 'opr|opios' },
  { name: 'Opera', words: 'opera', version: 'version', elseOwnVersion: true },
  { name: 'Oculus Browser', products: 'oculusbrowser' },
  { name: 'Samsung Internet for Android', products: 'samsungbrowser' },
  { name: 'NAVER Whale Browser', products: 'whale' },
  { name: 'Pale Moon', products: 'palemoon' },
  { name: 'HeyTap Browser', products: 'heytapbrowser' },
  { name: 'Huawei Browser', products: 'huaweibrowser' },
  { name: 'Vivo Browser', products: 'vivobrowser' },
  { name: 'MZ Browser', products: 'mzbrowser' },
  { name: 'Miui', products: 'miuibrowser' },
  { name: 'Quark', products: 'quark' },
  { name: 'Phoenix Browser', products: 'phx' },
  { name: 'Coc Coc', products: 'coc_coc_browser' },
  { name: 'Focus', products: 'focus|klar' },
  { name: 'Swing', products: 'swing' },
  { name: 'Yandex Browser', products: 'yabrowser|yasearchbrowser' },
  { name: 'Maxthon', products: 'mxios|mxbrowser', words: 'maxthon' },
  { name: 'Epiphany', products: 'epiphany' },
  { name: 'Konqueror', words: 'konqueror' },
  { name: 'Puffin', products: 'puffin' },
  { name: 'Sleipnir', products: 'sleipnir' },
  { name: 'K-Meleon', products: 'k-meleon' },
  { name: 'QQ Browser Lite', products: 'qqbrowserlite|mqqbrowserlite' },
  { name: 'QQ Browser', words: 'qqbrowser|mqqbrowser' },
  { name: 'Sogou Browser', words: 'metasr', products: 'sogoumobilebrowser' },
  { name: 'NetFront', words: 'netfront' },
  { name: 'Internet Explorer', words: 'msie|iemobile' },
  { name: 'Internet Explorer', products: 'trident', version: 'rv' },
  { name: 'Microsoft Edge', products: 'edg|edge|edga|edgios|edgw' },
  { name: 'Vivaldi', products: 'vivaldi' },
  { name: 'SeaMonkey', products: 'seamonkey' },
  { name: 'Sailfish', products: 'sailfishbrowser' },
  { name: 'Amazon Silk', products: 'silk' },
  { name: 'PhantomJS', products: 'phantomjs' },
  { name: 'SlimerJS', products: 'slimerjs' },
  { name: 'QupZilla', products: 'qupzilla' },
  { name: 'LibreWolf', products: 'librewolf' },
  { name: 'DuckDuckGo', products: 'ddg|duckduckgo' },
  { name: 'Brave', products: 'brave' },
  { name: 'Firefox', products: 'firefox|iceweasel|fxios' },
  { name: 'Electron', products: 'electron' },
  { name: 'Chromium', products: 'chromium' },
  { name: 'Ladybird', products: 'ladybird' },
  { name: 'Google Search', products: 'gsa' },
  { name: 'HeadlessChrome', products: 'headlesschrome' },
  { name: 'Android WebView', words: 'wv|version chrome', version: 'chrome' },
  { name: 'Chrome', products: 'chrome|crios|crmo' },
  {
    name: 'BlackBerry',
    words: 'blackberry|blackberry*|bb*|rim tablet',
    version: 'version',
    elseOwnVersion: true,
    device: 'mobile',
  },
  { name: 'Android Browser', products: 'dalvik', version: 'version' },
  OTHER_PROGRAM,
  { name: 'WebOS Browser', words: 'web0s|webos|hpwos', version: 'version' },
  { name: 'Tizen', words: 'tizen', version: 'version' },
  { name: 'Android Browser', words: 'android', version: 'version' },
  { name: 'Bada', products: 'dolfin' },
  { name: 'Safari', products: 'safari|applewebkit', version: 'version' },
];

/** All clients; the first is meant. */
export const clients: readonly KnownClient[] = [
  ...bots,
  OTHER_BOT,
  ...browsers,
  { name: 'Mozilla', products: 'mozilla' },
];

/** Operating systems; the first is meant, since some also name those that they resemble. */
export const systems: readonly OperatingSystem[] = [
  { name: 'Roku', words: 'roku', device: 'tv' },
  { name: 'Windows Phone', words: 'windows phone|phone os|wds', device: 'mobile' },
  {
    name: 'Windows',
    words: 'windows',
    versionWords: 'windows nt|windows xp|windows me|windows ce|windows vista',
    device: 'desktop',
  },
  { name: 'watchOS', words: 'watchos' },
  { name: 'tvOS', words: 'tvos|appletv*|apple tv', device: 'tv' },
  {
    name: 'iOS',
    words: 'ios|ipados|iphone os|ipad os|cpu os',
    unversioned: 'ipad|iphone|ipod|ipad*|iphone*|ipod*',
    device: 'mobile',
  },
  { name: 'macOS', words: 'macos|os x|mac os|macintosh|mac_powerpc', device: 'desktop' },
  { name: 'KaiOS', words: 'kaios', device: 'mobile' },
  { name: 'HarmonyOS', words: 'openharmony|harmonyos', device: 'mobile' },
  { name: 'Tizen', words: 'tizen' },
  { name: 'Android', words: 'android|adr', device: 'tablet' },
  { name: 'WebOS', words: 'webos|web0s|hpwos|webos.tv*' },
  { name: 'BlackBerry', words: 'blackberry|blackberry*|bb*|tablet os', device: 'mobile' },
  { name: 'Symbian', words: 'symbian|symbianos|series60|symbos|symbian*', device: 'mobile' },
  { name: 'Bada', words: 'bada', device: 'mobile' },
  { name: 'Chrome OS', words: 'cros', device: 'desktop' },
  { name: 'PlayStation', words: 'playstation', device: 'tv' },
  { name: 'FreeBSD', words: 'freebsd', device: 'desktop' },
  { name: 'OpenBSD', words: 'openbsd', device: 'desktop' },
  { name: 'Linux', words: 'linux', device: 'desktop' },
];

/** Words that say which device it is, whatever the system. */
export const deviceWords: Readonly<Record<Device, string>> = {
  bot: '',
  desktop: 'tablet pc',
  tv:
    'tv|smart-tv|smarttv|smarttv*|netcast|netcast*|hbbtv|appletv*|crkey|bravia|googletv|web0s|xbox|playstation|nintendo|omi|nettv|inettvbrowser|' +
    'viera|large screen|roku|aftb|afts|aftt|aftm|aftn|aftr|aftka|aftkm|aftmm|aftss|aftsss|brightsign|vidaa',
  tablet: 'tablet|ipad|ipad*|silk|pad',
  mobile: 'mobile|mobi|iphone|iphone*|ipod|ipod*|nokia|nokia*|phone|dalvik|midp*|cldc*|brew|ucweb|iemobile',
};
