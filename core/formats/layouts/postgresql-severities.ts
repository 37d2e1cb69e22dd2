import { COLON, find } from '../../bytes/ascii.ts';
import type { LogLevel } from '../../log-levels.ts';
import { writeLevel } from '../log-level.ts';
import { kind } from './kind.ts';

/** A word of PostgreSQL's for how bad something is; undefined where languages disagree, or where it says something else. */
type Severity = LogLevel | undefined;

const MAX_BYTES = 60;

/**
 * What error_severity() of elog.c prints ("Message Severity Levels"), in English and in the languages of `lc_messages` that translate it
 * (src/backend/po of PostgreSQL 15). Always two spaces and a colon are behind it. Georgian has one word for NOTICE and WARNING.
 */
const LEVELS: readonly (readonly [LogLevel, string])[] = [
  ['trace', 'DEBUG5 DEBUG4 DEBUG3'],
  ['debug', 'DEBUG2 DEBUG1 DEBUG გამართვა 디버그 ОТЛАДКА НАЛАГОДЖЕННЯ 调试 除錯'],
  [
    'info',
    'INFO LOG LOGG ინფორმაცია ჟურნალი 정보 로그 ИНФОРМАЦИЯ СООБЩЕНИЕ ІНФОРМАЦІЯ ЗАПИСУВАННЯ 信息 日志 資訊 日誌',
  ],
  ['notice', 'NOTICE HINWEIS NOTIFICA NOTIS 알림 ЗАМЕЧАНИЕ ПОВІДОМЛЕННЯ 注意'],
  ['warn', 'WARNING WARNUNG ATTENTION ATTENZIONE VARNING 경고 ПРЕДУПРЕЖДЕНИЕ ПОПЕРЕДЖЕННЯ 警告'],
  ['error', 'ERROR FEHLER ERREUR ERRORE FEL შეცდომა 오류 ОШИБКА ПОМИЛКА 错误 錯誤'],
  ['critical', 'FATAL FATALE FATALT ფატალური 치명적오류 ВАЖНО ФАТАЛЬНО 致命错误 致命錯誤'],
  ['critical', 'PANIC PANIK PANICO პანიკა 손상 ПАНИКА ПАНІКА 灾难性错误 嚴重錯誤'],
];

/** What send_message_to_server_log() prints beside a message, in the same languages. */
const OTHERS: readonly string[] = [
  'DETAIL HINT QUERY CONTEXT STATEMENT LOCATION BACKTRACE',
  'TIPP ANFRAGE ZUSAMMENHANG ANWEISUNG',
  'DETALLE CONSULTA CONTEXTO SENTENCIA',
  'DÉTAIL',
  'DETTAGLI SUGGERIMENTO CONTESTO ISTRUZIONE',
  '詳細 ヒント 問い合わせ 文脈 文 バックトレース',
  'გაფრთხილება დეტალები მინიშნება მოთხოვნა კონტექსტი ოპერატორი სტეკი',
  '상세정보 힌트 내용 역추적',
  'ПОДРОБНОСТИ ПОДСКАЗКА ЗАПРОС КОНТЕКСТ ОПЕРАТОР СТЕК',
  'DETALJ TIPS FRÅGA KONTEXT SATS',
  'ВІДОМОСТІ УКАЗІВКА ЗАПИТ ІНСТРУКЦІЯ ВІДСТЕЖУВАТИ',
  '详情 提示 查询 上下文 语句 回溯',
  '詳情 查詢 陳述式',
];
/** Words with spaces: French, before whose colons is one, and Korean. */
const SPACED = ['ASTUCE ', 'REQUÊTE ', 'CONTEXTE ', 'INSTRUCTION ', '명령 구문'];

const severities: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ...[...OTHERS.flatMap((words) => words.split(' ')), ...SPACED].map((word) => [word, undefined] as const),
  ...LEVELS.flatMap(([level, words]) => words.split(' ').map((word) => [word, level] as const)),
]);

const textAt = (bytes: Buffer, start: number, end: number): string =>
  bytes.toString('utf8', start, Math.min(end, start + MAX_BYTES));

/** How bad what PostgreSQL says is; what belongs to another line, such as `DETAIL`, has no level, and is kept. */
export const postgresSeverity = kind({
  extent(bytes, start, end) {
    const colon = find(COLON, bytes, start, Math.min(end, start + MAX_BYTES));
    return bytes[colon] === COLON ? colon : -1;
  },
  claims: ['log.level'],
  fits: (bytes, start, end) => severities.has(textAt(bytes, start, end)),
  write({ item: { bytes, start, end }, writer }) {
    const level = severities.get(textAt(bytes, start, end));
    if (level === undefined) return false;
    writeLevel(level, writer);
    return true;
  },
});
