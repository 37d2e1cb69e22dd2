import type { AttackKind } from './attack-kinds.ts';

/**
 * What an attack needs to work, in normal form: not words, which people search for, but words in the place where they become code. Every
 * repetition is bounded, so the time is proportional to the text, whatever it is. A test checks that.
 */
export const attackPatterns: Readonly<Record<Exclude<AttackKind, 'traversal'>, readonly RegExp[]>> = {
  /** Following OWASP's "SQL Injection", "Blind SQL Injection" and Web Security Testing Guide 4.7.5. */
  sql: [
    /\bunion(?: all| distinct)?[ (]{1,3}select[ (]{1,3}(?:null\b|\d{1,9} ?(?:,|--|#|from )|@@|\*|\(|['"][^'"]{0,20}['"] ?(?:,|--|#|from )|char\(|concat|[\w.]{1,40}(?:,|\(| from )|[^&]{1,80} from )/,
    /[\d'")] ?union(?: all)? select \d{1,9}(?:$|&)/,
    // a quote that ends a value, and a condition that is always true, or that asks something
    /['"`][ )]{0,4}(?:(?:or|and|xor|&&)[ (]{1,4}|\|\|[ (]{0,4})(?:not )?(?:['"`]?[\w.]{1,30}['"`]?|['"]['"]) ?(?:=|<|>|!=|like ?['"]|in ?\(|between |is |rlike|regexp)/,
    /['"`][ )]{0,4}(?:or|and|xor|\|\||&&)[ (]{0,4}(?:true|false|\d{1,8}) ?(?:--|#|;|\/\*)/,
    /(?:\b(?:or|and|xor|having|where)|\|\||&&)[ (]{1,3}['"]?(\w{1,12})['"]? ?(?:=|like) ?['"]?\1\b/,
    /(?:^|[\d'")= ])(?: (?:or|and)|\|\||&&)[ (]{1,3}\d{1,8} ?[=<>] ?\d{1,8}(?:\D|$)/,
    // a second statement
    /['");\d] ?; ?(?:drop|create|alter|truncate) (?:table|database|schema|user|view|procedure|login)\b/,
    /; ?(?:delete from \w|insert into \w|update \w{1,40} set \w|declare @|exec(?:ute)?(?: ?\(| (?:master|xp_|sp_|@))|shutdown(?:$|[ ;-])|waitfor delay|merge into \w)/,
    /; ?select [^;&]{0,60}(?:\b\w{1,30}\(|@@)/,
    // functions that wait, that fail with what they read, that read or write files
    /(?:[(,'"+|;-] ?|\b(?:and|or|xor|select|when|then|case|if|not|rlike)[ (]{1,3})(?:pg_)?sleep\( ?\d/,
    /\bwaitfor (?:delay|time) ?['"]|\bbenchmark\( ?\d{3,12}|\bdbms_(?:pipe|lock|ldap)\.|\butl_(?:http|inaddr|smtp)\./,
    /\b(?:extractvalue|updatexml)\( ?[\w'"]{1,10} ?,|\bxp_(?:cmdshell|dirtree|regread)\b|\bload_file\( ?['"(0c]|\binto (?:out|dump)file ?['"]/,
    /\b(?:from|join) (?:information_schema|mysql|pg_catalog|sys|sysobjects|syscolumns|sqlite_master|all_tables|user_tables|dual)(?:\.|\b)/,
    /[=(,] ?(?:concat|group_concat|concat_ws|make_set|elt|row)\( ?(?:0x|char\(|\d{1,6},|\(select|@@)/,
    /(?:and|or|=|<|>|,|\(|\|\|) ?\( ?select [^&]{1,80} from |(?:and|or|=|,|\(|\|\|) ?\( ?select ?\( /,
    /(?:and|or|=|,|\(|\+) ?(?:char|chr|ascii|substring|substr|mid|ord|unhex)\( ?(?:\(? ?select |\d{1,3} ?\) ?(?:\+|\|\|)|\d{1,3} ?,)/,
    /\bconvert\( ?int ?,|\bcast\( ?[^)]{1,60} as (?:int|numeric|char|varchar)|@@(?:version|datadir|hostname|global)/,
    // what is after is cut off
    /['"]\)?--(?: |-|$|\+|&)|(?:^|[=&?])[^'"=&]{0,60}[^'"=&\d]'\)? --(?: |-|$|&)|['"]\)?#(?:$|&)|['"]\)? ?;--|\w['"]\)?\/\*(?:$|&)/,
    /['")] ?(?:order|group) by \d|(?:order|group) by \d{1,3} ?(?:--|#|\/\*)|\bprocedure analyse ?\(/,
  ],
  /** Following OWASP's "Cross Site Scripting (XSS)" and "XSS Filter Evasion Cheat Sheet". */
  script: [
    /<\/?script\b/,
    /<(?:iframe|object|embed|base|meta|link|applet|frameset)[ /][^>]{0,80}(?:src|href|data|content|code|onload) ?=/,
    /<[a-z][a-z0-9:-]{0,19}[ /"'][^>]{0,200}?\bon[a-z]{3,24} ?=/,
    /['"`>][ /]{0,3}on(?:error|load|click|focus|blur|mouse[a-z]{2,6}|key[a-z]{2,6}|pointer[a-z]{2,6}|animation[a-z]{3,9}|toggle|start|begin|submit|input|change|resize|scroll|wheel|drag[a-z]{0,5}|drop|copy|cut|paste|hashchange|pageshow) ?= ?['"`]?[a-z]/,
    /\b(?:href|src|action|data|formaction|xlink:href|background|url) ?[=(] ?['"]?(?:javascript|vbscript) ?:/,
    /(?:javascript|vbscript) ?:[^&]{0,60}?(?:alert|confirm|prompt|eval|document\.|window\.|fetch|location|import|atob|string\.from)/,
    // a word between spaces is text: `6" alert (2`
    /['"`>;)](?! [a-z]{4,11} \()[-+*;, ({]{0,5}(?:alert|confirm|prompt|eval|settimeout|setinterval)[ ]?(?:\(|`)|\bdocument ?\. ?(?:cookie|write|domain)\b ?[(;)+=.]/,
    /data ?: ?text\/(?:html|javascript|xml)[^&]{0,40},|\bsrcdoc ?=|\bexpression ?\( ?(?:alert|eval|document)|string\.fromcharcode ?\(/,
    /<(?:svg|math|img|video|audio|body|input|details|marquee|isindex|style|bgsound|image)[ /][^>]{0,120}(?:javascript|vbscript|data) ?:/,
  ],
  /** Following PortSwigger's "Server-side template injection" and OWASP's Web Security Testing Guide 4.7.18: what computes, calls, or looks inside. */
  template: [
    /(?:\$|#|\*|@|~)?\{{1,2}=? ?[^{}]{0,60}?\d ?[*+/-] ?'?\d{1,9}'? ?[^{}]{0,40}\}|<%=? ?\d{1,9} ?[*+/-] ?\d|@\( ?\d{1,9} ?[*+/-] ?\d{1,9} ?\)/,
    /\{[{%][^{}]{0,80}?(?:__[a-z]{3,20}__|\.constructor|config\b|lipsum|cycler|joiner|namespace|self\.|request\.|_self\.|popen|system|exec|\bdump\(|\bapp\.)/,
    /[$#*]\{[^{}]{0,80}?(?:\bt ?\( ?java|java\.lang|java\.util|getclass|forname|getruntime|processbuilder|freemarker|\?new\(|__[a-z]{3,20}__|@[a-z.]{4,40}@|script(?:engine)?manager)/,
    /<#(?:assign|list|include)|<%=? ?(?:system|exec|file\.|dir\.|io\.|require|global\.|process\.|import|`)|#set ?\( ?\$|\$(?:class|request|session|application)\.(?:inspect|getclass|class)|\{php\}|\{if [^}]{0,40}(?:system|exec)/,
    /\b__(?:class|mro|subclasses|globals|builtins|import|init)__\b/,
  ],
  /** Following Apache's "Log4j Security Vulnerabilities" (CVE-2021-44228, CVE-2021-45046); inner lookups are looked up before. */
  jndi: [/\$\{ ?jndi ?:/, /\bjndi:(?:ldaps?|rmi|dns|iiop|corba|nds|nis|https?):/],
  /** Following OWASP's "Command Injection" and Web Security Testing Guide 4.7.12; Shellshock is CVE-2014-6271. */
  command: [
    /[;|\n`] ?(?:&|\|)? ?(?:\/(?:usr\/)?bin\/)?(?:cat|ls|head|tail|wget|curl|nc|ncat|netcat|bash|sh|zsh|ksh|python\d?|perl|ruby|php|ping|nslookup|dig|uname|chmod|chown|rm|cp|mv|touch|echo|printf|find|grep|kill|type|dir|net|powershell|certutil|bitsadmin|tftp|ssh|telnet)(?:\.exe)? (?:-{1,2}[a-z]|\/[a-z]|etc\/|[a-z]:\\|https?:|ftp:|\$[a-z{(]|> ?\/|\.\/|\.\.\/)/,
    /[;|\n`] ?(?:ping|nc|ncat|nslookup|dig|telnet|ssh|tftp)(?:\.exe)? \d{1,3}\.\d{1,3}\.|[;|`]sleep \d{1,3}(?:$|[&;|#`)])/,
    /&& ?(?:\/(?:usr\/)?bin\/)?(?:cat|ls|wget|curl|nc|bash|sh|python\d?|perl|php|ping|nslookup|uname|rm|echo|sleep|dir|type|net|whoami|id|ipconfig|ifconfig)\b(?! ?=)/,
    /[;|&`\n] ?(?:whoami|ifconfig|ipconfig|uname|netstat|printenv|systeminfo)\b(?! ?=)/,
    /(?:\$\(|`|<\(|>\() ?(?:\/(?:usr\/)?bin\/)?(?:cat|ls|id|whoami|uname|wget|curl|nc|bash|sh|python\d?|perl|php|ping|nslookup|sleep|echo|expr|printf|env|hostname|pwd|touch|rm)(?: [^`)]{1,80})?[`)]/,
    /\$\{?ifs\b|\$\{?path:\d/,
    /(?:^|[^\w ]) ?\(\) ?\{ ?(?::|_|[a-z]{1,20}) ?; ?[}_]/,
    /\/bin\/(?:ba|da|z|k|c|tc)?sh\b ?(?:-|[;|<>])|\bcmd(?:\.exe)? ?\/[ck] |\bpowershell(?:\.exe)? -[a-z]{1,20} |\/dev\/(?:tcp|udp)\/|\bnc(?:at)? -[a-z]{1,5} /,
    /= ?(?:\/(?:usr\/)?bin\/)?(?:wget|curl|fetch|lwp-download|tftp) (?:-[-\w]{1,20} ?){0,3}['"]?(?:https?|ftp|tftp):\/\/|= ?(?:cat|type|more|less|head|tail|ls) (?:-[a-z]{1,5} )?(?:\/(?:etc|proc|var|root|home)\/|c:\\)/,
    /\bphp:\/\/(?:input|filter)|\b(?:expect|phar|zip|ogg):\/\/[a-z/]|(?:auto_prepend_file|allow_url_include) ?=/,
  ],
};

/** Files that no wrong link leads to. */
const SENSITIVE =
  '(?:etc[/\\\\]{1,2}(?:passwd|shadow|hosts|group|issue|motd|crontab|mysql|apache|nginx|ssh)|proc[/\\\\]{1,2}(?:self|version|\\d)|var[/\\\\]{1,2}log|boot\\.ini|win\\.ini|win(?:dows|nt)[/\\\\]|system32|web-inf|web\\.(?:xml|config)|\\.env\\b|\\.git[/\\\\]|\\.ssh|id_rsa|\\.htpasswd|wp-config|bin[/\\\\]{1,2}(?:ba|da)?sh|cmd\\.exe|inetpub)';

/**
 * Paths that leave where they should stay, in text that is decoded and in small letters. Following OWASP's "Path Traversal" and Web
 * Security Testing Guide 4.5.1.
 */
export const traversalPatterns: readonly RegExp[] = [
  new RegExp(`\\.\\.;?[/\\\\]{1,3}(?:[^&?]{0,80}[/\\\\])?${SENSITIVE}`),
  // three up at once: relative links of pages go up one or two
  /(?:^|[=/\\,:;&'" ])(?:\.\.[/\\]{1,3}){3}/,
  // forms that no relative link has: Tomcat's parameters, filters that take `../` out once, a name cut off by NUL
  /\/\.\.;\/|(?:^|[=/\\])\.{4}(?:\/\/|\\\\|\/\\)|\.\.[/\\][^&]{0,80}\0/,
  /= ?(?:file:\/{2,3}|[/\\]{1,2}(?:etc[/\\](?:passwd|shadow|group|hosts)\b|proc[/\\]self)|[a-z]:[/\\]{1,2}(?:windows|winnt|boot\.ini|inetpub|users[/\\]))/,
];
