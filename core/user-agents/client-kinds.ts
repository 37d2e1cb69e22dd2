/** What sends requests other than people; if several words apply, the first of this list counts. */
export const MACHINES = ['scanner', 'monitor', 'crawler', 'tool'] as const;
/** One of them. */
export type MachineKind = (typeof MACHINES)[number];

/**
 * The words that name machines other than by ending as bots do, as in user-agent-names.ts. Scanners look for holes, or for all servers there
 * are; monitors check whether a server is up; of the tools, only browsers without a viewer are listed here.
 */
export const machineWords: Readonly<Record<MachineKind, string>> = {
  scanner:
    'masscan|masscan-ng|zgrab|zgrab2|zmap|nmap|nmap scripting|nikto|sqlmap|nuclei|wpscan|gobuster|dirbuster|' +
    'dirb|ffuf|feroxbuster|wfuzz|fuzz faster|acunetix|acunetix-product|nessus|openvas|openvas-vt|gvm|qualys|' +
    'qualysguard|netsparker|invicti|arachni|w3af|w3af.org|burp|burpsuite|zaproxy|owasp zap|whatweb|wapiti|' +
    'skipfish|jaeles|jorgee|morfeus|commix|xsstrike|dalfox|subfinder|projectdiscovery|censysinspect|censys|' +
    'shodan|shodan-*|l9explore|l9tcpid|leakix|leakix.net|expanse|internet-measurement.com|internetmeasurement|' +
    'netsystemsresearch|cloud mapping|onyphe|binaryedge|binaryedge.io|stretchoid|criminalip|fofa|zoomeye|' +
    'naabu|httpx|tsunamisecurityscanner|detectify|probely|hackertarget|sitelock|sucuri|virustotal|urlscan|' +
    'paloaltonetworks|inspectiv|muhstik|mirai|hello world|zmeu|dirbuster*|l9scan',
  monitor:
    'kube-probe|prometheus|blackbox-exporter|blackbox exporter|blackbox_exporter|grafana|elb-healthchecker|' +
    'googlehc|googlestackdrivermonitoring-uptimechecks|amazon-route53-health-check-service|uptimerobot|' +
    'uptime-kuma|uptime kuma|uptimia|uptrends|pingdom|pingdom*|pingdomtms|pingdompagespeed|statuscake|' +
    'statuscake*|site24x7|site24x7*|datadogsynthetics|datadog|datadog*|newrelicpinger|new relic|newrelic|' +
    'newrelic*|nagios|nagios-plugins|check_http|check_http*|check_mk|checkmk|icinga|zabbix|monit|monitis|' +
    'munin|sensu|betteruptime|better uptime|better stack|betterstack|checkly|checkly*|freshping|hetrixtools|' +
    'hyperping|oh dear|cronitor|updown.io|updown|healthchecks|healthcheck|health-check|health check|haproxy|' +
    'varnish|pulsetic|instatus|statusgator|alertsite|dynatrace|ruxitagent|ruxitsynthetic|rigor|gomez|' +
    'gomezagent|appdynamics|catchpoint|keycdn|siteuptime|host-tracker|hosttracker|montastic|wormly|nodeping|' +
    'pingability|stackdriver|downforeveryoneorjustme|xymon|openstatus|ptst|gtmetrix|dareboost|' +
    'newrelicsynthetics|thousandeyes|silktide|siteimprove.com|appinsights|ghost inspector|' +
    'cloudflare-healthchecks|cloudflare-traffic-manager',
  crawler: 'bot|robot|robots|crawler|spider|google web',
  tool:
    'headlesschrome|headless|headlessedg|headlessfirefox|phantomjs|slimerjs|puppeteer|playwright|selenium|' +
    'webdriver|cypress|splash|nightmare|zombie|htmlunit|prerender',
};

/** Programs, and their libraries: tools where they come first, before a `/` or after `compatible;`. Elsewhere many of these words are others'. */
export const libraryWords =
  'curl|libcurl|wget|wget2|python|python-*|pycurl|aiohttp|python-requests|python-urllib|python-httpx|scrapy|' +
  'urllib|urllib3|mechanize|httplib2|grequests|go-http-client|go|go-resty|resty|colly|okhttp|java|' +
  'apache-httpclient|apache-httpasyncclient|httpclient|jakarta|jakarta commons-httpclient|' +
  'commons-httpclient|reactornetty|jersey|unirest-java|dalvik|libwww|libwww-perl|lwp|lwp-trivial|perl|ruby|' +
  'faraday|typhoeus|rest-client|httparty|php|guzzle|guzzlehttp|php-curl-class|axios|node-fetch|node|undici|' +
  'got|superagent|request|bun|deno|postmanruntime|postman|insomnia|httpie|paw|hoppscotch|dart|dart:io|' +
  'reqwest|hyper|ureq|isahc|winhttp|wininet|powershell|windowspowershell|restsharp|lua-resty-http|snoopy|' +
  'htdig|httrack|aria2|axel|fasthttp|ab|apachebench|siege|jmeter|k6|wrk|vegeta|locust|gatling|artillery|' +
  'cfnetwork|lynx|links|elinks|w3m';

/**
 * The autonomous systems from which the operators of crawlers say that they come: a crawler of that name from any other is an impostor. Only
 * those whose operator publishes its addresses: Google (developers.google.com/crawling/ipranges), Microsoft (bing.com/toolbox/bingbot.json),
 * Apple (support.apple.com/119829), Yandex (yandex.com/ips), Meta (developers.facebook.com/docs/sharing/webmasters/web-crawlers) and
 * Amazon (developer.amazon.com/amazonbot).
 */
export const operators: readonly { readonly words: string; readonly systems: readonly number[] }[] = [
  {
    words:
      'googlebot|googlebot*|adsbot-google|adsbot-google-mobile|mediapartners-google|apis-google|feedfetcher-google|storebot-google|google-inspectiontool|googleother|googleother*',
    systems: [15169],
  },
  { words: 'bingbot|adidxbot|bingpreview|msnbot', systems: [8075] },
  { words: 'applebot|applebot*', systems: [714, 6185] },
  { words: 'yandexbot|yandeximages|yandexmobilebot|yandexmetrika|yandexaccessibilitybot', systems: [13238, 208722] },
  {
    words: 'facebookexternalhit|facebookcatalog|meta-externalagent|meta-externalfetcher|meta-webindexer',
    systems: [32934],
  },
  { words: 'amazonbot', systems: [14618, 16509] },
];
