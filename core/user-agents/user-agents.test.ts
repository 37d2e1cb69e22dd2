import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { userAgentFieldsOf } from '../../test/helpers/user-agent-fields.ts';
import { DEVICES } from './user-agent-names.ts';

/**
 * Samples by the page of the vendor who says what they mean: name, version, system, its version, device, and the user agent;
 * an empty column is what it does not say.
 */
const samples: Readonly<Record<string, readonly string[]>> = {
  // developer.mozilla.org/docs/Web/HTTP/Reference/Headers/User-Agent
  'of the chapter on the header in MDN': [
    'Firefox | 47.0 | Windows | NT 6.1 | desktop | Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:47.0) Gecko/20100101 Firefox/47.0',
    'Firefox | 42.0 | macOS | 10.15 | desktop | Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:42.0) Gecko/20100101 Firefox/42.0',
    'Chrome | 51.0.2704.103 | Linux |  | desktop | Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/51.0.2704.103 Safari/537.36',
    'Opera | 38.0.2220.41 | Linux |  | desktop | Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/51.0.2704.106 Safari/537.36 OPR/38.0.2220.41',
    'Opera | 10.00 | macOS |  | desktop | Opera/9.80 (Macintosh; Intel Mac OS X; U; en) Presto/2.2.15 Version/10.00',
    'Opera | 9.60 | Windows | NT 6.0 | desktop | Opera/9.60 (Windows NT 6.0; U; en) Presto/2.1.1',
    'Microsoft Edge | 91.0.864.59 | Windows | NT 10.0 | desktop | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/91.0.4472.124 Safari/537.36 Edg/91.0.864.59',
    'Safari | 13.1.1 | iOS | 13.5.1 | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 13_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 Mobile/15E148 Safari/604.1',
    'Internet Explorer | 9.0 | Windows Phone | 7.5 | mobile | Mozilla/5.0 (compatible; MSIE 9.0; Windows Phone OS 7.5; Trident/5.0; IEMobile/9.0)',
    'YandexAccessibilityBot | 3.0 |  |  | bot | Mozilla/5.0 (compatible; YandexAccessibilityBot/3.0; +http://yandex.com/bots)',
    'curl | 7.64.1 |  |  |  | curl/7.64.1',
    'PostmanRuntime | 7.26.5 |  |  |  | PostmanRuntime/7.26.5',
  ],
  // developer.mozilla.org/docs/Web/HTTP/Reference/Headers/User-Agent/Firefox
  "of MDN's reference of Firefox's": [
    'Firefox | 41.0 | Android | 4.4 | mobile | Mozilla/5.0 (Android 4.4; Mobile; rv:41.0) Gecko/41.0 Firefox/41.0',
    'Firefox | 41.0 | Android | 4.4 | tablet | Mozilla/5.0 (Android 4.4; Tablet; rv:41.0) Gecko/41.0 Firefox/41.0',
    'Firefox | 40.0 | Android |  | mobile | Mozilla/5.0 (Android; Mobile; rv:40.0) Gecko/40.0 Firefox/40.0',
    'Firefox | 10.0 | Linux |  | desktop | Mozilla/5.0 (X11; Linux i686; rv:10.0) Gecko/20100101 Firefox/10.0',
    'Firefox | 1.0 | iOS | 8.3 | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 8_3 like Mac OS X) AppleWebKit/600.1.4 (KHTML, like Gecko) FxiOS/1.0 Mobile/12F69 Safari/600.1.4',
    'Firefox | 1.0 | iOS | 8.3 | tablet | Mozilla/5.0 (iPad; CPU iPhone OS 8_3 like Mac OS X) AppleWebKit/600.1.4 (KHTML, like Gecko) FxiOS/1.0 Mobile/12F69 Safari/600.1.4',
    'Focus | 1.0 | Android | 7.0 | mobile | Mozilla/5.0 (Linux; Android 7.0) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Focus/1.0 Chrome/59.0.3029.83 Mobile Safari/537.36',
    'Focus | 1.0 | Android | 7.0 | tablet | Mozilla/5.0 (Linux; Android 7.0) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Focus/1.0 Chrome/59.0.3029.83 Safari/537.36',
    'Firefox | 26.0 |  |  | mobile | Mozilla/5.0 (Mobile; rv:26.0) Gecko/26.0 Firefox/26.0',
    'Firefox | 44.0 |  |  | tv | Mozilla/5.0 (TV; rv:44.0) Gecko/44.0 Firefox/44.0',
    'SeaMonkey | 2.7.1 | Linux |  | desktop | Mozilla/5.0 (X11; Linux i686; rv:2.7) Gecko/20100101 Firefox/10.0 SeaMonkey/2.7.1',
  ],
  // developer.chrome.com/docs/multidevice/user-agent; .../docs/webview; chromium.org/updates/ua-reduction
  'of Chrome and of Android WebView, by Google': [
    'Chrome | 18.0.1025.133 | Android | 4.0.4 | mobile | Mozilla/5.0 (Linux; Android 4.0.4; Galaxy Nexus Build/IMM76B) AppleWebKit/535.19 (KHTML, like Gecko) Chrome/18.0.1025.133 Mobile Safari/535.19',
    'Chrome | 18.0.1025.133 | Android | 4.0.4 | tablet | Mozilla/5.0 (Linux; Android 4.0.4; Nexus 7 Build/IMM76B) AppleWebKit/535.19(KHTML, like Gecko) Chrome/18.0.1025.133 Safari/535.19',
    'Chrome | 18.0.1025.151 | macOS | 10.7.3 | desktop | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_7_3) AppleWebKit/535.19 (KHTML, like Gecko) Chrome/18.0.1025.151 Safari/535.19',
    'Chrome | 56.0.2924.75 | iOS | 10.3 | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 10_3 like Mac OS X) AppleWebKit/602.1.50 (KHTML, like Gecko) CriOS/56.0.2924.75 Mobile/14E5239e Safari/602.1',
    'Android Browser | 4.0 | Android | 4.1.1 | tablet | Mozilla/5.0 (Linux; U; Android 4.1.1; en-gb; Build/KLP) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Safari/534.30',
    // Bowser takes web views for Chrome. The word for them was `Version/4.0` until Android 5, `wv` since.
    'Android WebView | 30.0.0.0 | Android | 4.4 | mobile | Mozilla/5.0 (Linux; Android 4.4; Nexus 5 Build/KRT16M) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/30.0.0.0 Mobile Safari/537.36',
    'Android WebView | 43.0.2357.65 | Android | 5.1.1 | mobile | Mozilla/5.0 (Linux; Android 5.1.1; Nexus 5 Build/LMY48B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/43.0.2357.65 Mobile Safari/537.36',
    'Chrome | 124.0.0.0 | Android | 10 | mobile | Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36',
    // Bowser knows no device of Chrome OS.
    'Chrome | 124.0.0.0 | Chrome OS |  | desktop | Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
    'HeadlessChrome | 124.0.0.0 | Linux |  | desktop | Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/124.0.0.0 Safari/537.36',
  ],
  // learn.microsoft.com/microsoft-edge/web-platform/user-agent-guidance; .../previous-versions/windows/internet-explorer (user-agent string)
  'of Microsoft': [
    'Microsoft Edge | 124.0.2478.104 | Android | 10 | mobile | Mozilla/5.0 (Linux; Android 10; HD1913) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.6367.179 Mobile Safari/537.36 EdgA/124.0.2478.104',
    'Microsoft Edge | 124.2478.89 | iOS | 17.5 | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 EdgiOS/124.2478.89 Mobile/15E148 Safari/605.1.15',
    'Microsoft Edge | 18.17763 | Windows | NT 10.0 | tv | Mozilla/5.0 (Windows NT 10.0; Win64; x64; Xbox; Xbox One) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763',
    'Internet Explorer | 11.0 | Windows | NT 6.3 | desktop | Mozilla/5.0 (Windows NT 6.3; Trident/7.0; rv:11.0) like Gecko',
    'Internet Explorer | 8.0 | Windows | NT 6.1 | desktop | Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0; Tablet PC 2.0)',
    'Internet Explorer | 11.0 | Windows Phone | 8.1 | mobile | Mozilla/5.0 (Mobile; Windows Phone 8.1; Android 4.0; ARM; Trident/7.0; Touch; rv:11.0; IEMobile/11.0; NOKIA; Lumia 520) like iPhone OS 7_0_3 Mac OS X AppleWebKit/537 (KHTML, like Gecko) Mobile Safari/537',
    // Bowser has no version here.
    'Internet Explorer | 6.0 | Windows | 98 | desktop | Mozilla/4.0 (compatible; MSIE 6.0; Windows 98)',
    'Internet Explorer | 6.0 | Windows | XP | desktop | Mozilla/4.0 (compatible; MSIE 6.0; Windows XP)',
  ],
  // webkit.org/blog; support.apple.com/119829 (Applebot)
  'of Apple': [
    'Safari | 17.4.1 | macOS | 10.15.7 | desktop | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Safari/605.1.15',
    'Safari | 16.6 | iOS | 16.6 | tablet | Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1',
    'Safari |  | iOS | 17.4 | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
    'Applebot | 0.1 | macOS | 10.15.7 | bot | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)',
  ],
  // developer.samsung.com/internet/user-agent-string-format; .../smarttv/develop/guides/fundamentals/retrieving-platform-information.html;
  // docs.aws.amazon.com/silk/latest/developerguide/user-agent.html; webostv.developer.lge.com/develop/specifications/web-api-and-web-engine
  'of makers of devices': [
    'Samsung Internet for Android | 25.0 | Android | 14 | mobile | Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36',
    'Tizen |  | Tizen | 6.0 | tv | Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) AppleWebKit/537.36 (KHTML, like Gecko) 76.0.3809.146/6.0 TV Safari/537.36',
    'Amazon Silk | 70.1.51 | Android | 5.1.1 | tablet | Mozilla/5.0 (Linux; Android 5.1.1; KFGIWI) AppleWebKit/537.36 (KHTML, like Gecko) Silk/70.1.51 like Chrome/70.0.3538.64 Safari/537.36',
    'Chrome | 79.0.3945.79 | WebOS |  | tv | Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.79 Safari/537.36 WebAppManager',
  ],
  // help.opera.com; browser.yandex.com; vivaldi.com; ucweb.com; duckduckgo.com/duckduckgo-help-pages
  'of other browsers': [
    'Opera Mini | 36.2.2254 | Android |  | mobile | Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; en) Presto/2.12.423 Version/12.16',
    'Yandex Browser | 24.4.1.899 | Windows | NT 10.0 | desktop | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 YaBrowser/24.4.1.899 Safari/537.36',
    'Vivaldi | 5.3.2679.68 | Windows | NT 10.0 | desktop | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/104.0.0.0 Safari/537.36 Vivaldi/5.3.2679.68',
    'UC Browser | 13.4.0.1306 | Android | 9 | mobile | Mozilla/5.0 (Linux; U; Android 9; en-US; SM-J730F) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/78.0.3904.108 UCBrowser/13.4.0.1306 Mobile Safari/537.36',
    'DuckDuckGo | 17.4 | iOS | 17.4 | mobile | Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1 Ddg/17.4',
    'Konqueror | 4.5 | FreeBSD |  | desktop | Mozilla/5.0 (compatible; Konqueror/4.5; FreeBSD) KHTML/4.5.4 (like Gecko)',
    'Electron | 29.3.0 | Windows | NT 10.0 | desktop | Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Code/1.88.0 Chrome/122.0.6261.156 Electron/29.3.0 Safari/537.36',
  ],
  // phantomjs.org/api/webpage/property/settings.html, as version 2.1.1 sends it
  'of PhantomJS': [
    'PhantomJS | 2.1.1 | Linux |  | desktop | Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1',
  ],
  // developers.google.com/crawling/docs/crawlers-fetchers/google-common-crawlers (and -special-case-crawlers, -user-triggered-fetchers)
  "of Google's crawlers": [
    'Googlebot | 2.1 | Android | 6.0.1 | bot | Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.6367.60 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Googlebot | 2.1 |  |  | bot | Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/124.0.6367.60 Safari/537.36',
    'Googlebot-Image | 1.0 |  |  | bot | Googlebot-Image/1.0',
    'AdsBot-Google |  |  |  | bot | AdsBot-Google (+http://www.google.com/adsbot.html)',
    'Mediapartners-Google |  |  |  | bot | Mediapartners-Google',
    'FeedFetcher-Google |  |  |  | bot | FeedFetcher-Google; (+http://www.google.com/feedfetcher.html)',
    'Google-InspectionTool | 1.0 |  |  | bot | Mozilla/5.0 (compatible; Google-InspectionTool/1.0;)',
  ],
  // bing.com/webmasters/help (which crawlers does Bing use); openai: platform.openai.com/docs/bots; support.claude.com; docs.perplexity.ai;
  // developers.facebook.com/docs/sharing/webmasters/web-crawlers; api.slack.com/robots; ahrefs.com/robot; semrush.com/bot; help.baidu.com
  'of other crawlers': [
    'bingbot | 2.0 |  |  | bot | Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36',
    'GPTBot | 1.3 |  |  | bot | Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.3; +https://openai.com/gptbot)',
    'ChatGPT-User | 1.0 |  |  | bot | Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot',
    'ClaudeBot | 1.0 |  |  | bot | Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)',
    'PerplexityBot | 1.0 |  |  | bot | Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)',
    'facebookexternalhit | 1.1 |  |  | bot | facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'meta-externalagent | 1.1 |  |  | bot | meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)',
    'Slackbot-LinkExpanding | 1.0 |  |  | bot | Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    // Bowser takes this and the next for Mozilla 5.0, of a person.
    'AhrefsBot | 7.0 |  |  | bot | Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
    'SemrushBot | 7 |  |  | bot | Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)',
    'Baiduspider | 2.0 |  |  | bot | Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)',
    'Yahoo! Slurp |  |  |  | bot | Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)',
    'DuckDuckBot | 1.1 |  |  | bot | DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)',
  ],
  // Each project's own documentation of what it sends.
  'of programs': [
    'Wget | 1.21.3 |  |  |  | Wget/1.21.3',
    'python-requests | 2.31.0 |  |  |  | python-requests/2.31.0',
    'Go-http-client | 1.1 |  |  |  | Go-http-client/1.1',
    'okhttp | 4.12.0 |  |  |  | okhttp/4.12.0',
    'Java | 17.0.2 |  |  |  | Java/17.0.2',
    'Apache-HttpClient | 4.5.14 |  |  |  | Apache-HttpClient/4.5.14 (Java/17.0.2)',
    'kube-probe | 1.29 |  |  |  | kube-probe/1.29',
    'Prometheus | 2.51.0 |  |  |  | Prometheus/2.51.0',
    'ELB-HealthChecker | 2.0 |  |  | bot | ELB-HealthChecker/2.0',
    'probe | 1.0 |  |  | bot | Mozilla/5.0 (compatible; probe/1.0)',
    'Android Browser |  | Android | 9 | mobile | Dalvik/2.1.0 (Linux; U; Android 9; SM-G960F Build/PPR1.180610.011)',
  ],
};

suite('user agents', () => {
  for (const [source, rows] of Object.entries(samples)) {
    test(source, () => {
      for (const row of rows) {
        const [userAgent = '', ...expected] = row
          .split(' | ')
          .map((cell) => cell.trim())
          .reverse();
        const told = userAgentFieldsOf(userAgent);
        const fields = ['device.name', 'os.version', 'os.name', 'version', 'name'];
        assert.deepEqual(
          fields.map((field) => told[field] ?? ''),
          expected,
          userAgent,
        );
      }
    });
  }

  test('of all kinds of devices are among the samples', () => {
    const devices = new Set(Object.values(samples).flatMap((rows) => rows.map((row) => row.split(' | ')[4]?.trim())));
    assert.deepEqual(devices, new Set(['', ...DEVICES]));
  });

  test('that say nothing', () => {
    for (const userAgent of ['', ' ', '-', '"', '\u0000', 'é', 'a', '/1', '('])
      assert.deepEqual(userAgentFieldsOf(userAgent), {});
  });

  test('that are phones whose names end like those of bots', () => {
    const { 'device.name': device } = userAgentFieldsOf('Mozilla/5.0 (Linux; Android 9; CUBOT_X20) Chrome/80.0 Mobile');
    assert.equal(device, 'mobile');
  });
});
