import { LINE_FEED } from '../bytes/ascii.ts';
import { KafkaInsightError } from '../errors.ts';
import { type Layer, layersText } from './layers.ts';

/** What a file that is not text is called, and the command that converts it to text; `FILE` is a placeholder for its name. */
export interface NonTextKind {
  readonly name: string;
  readonly command?: string;
}

/**
 * Files that people keep among their logs and that are not text, by their first bytes in hexadecimal (the formats' own
 * documents; the collection is that of file(1)).
 */
const KINDS: readonly (readonly [magic: RegExp, name: string, command?: string])[] = [
  [/^504b(?:0304|0506|0708)/, 'a ZIP archive', 'unzip FILE'],
  [/^.{514}7573746172/, 'a tar archive', 'tar -xf FILE'],
  [/^377abcaf271c/, 'a 7-Zip archive', '7z x FILE'],
  [/^526172211a07/, 'a RAR archive', 'unrar x FILE'],
  [/^4d53434600000000/, 'a cabinet file', 'cabextract FILE'],
  [/^213c617263683e0a/, 'an ar archive', 'ar x FILE'],
  [/^edabeedb/, 'an RPM package', 'rpm2archive FILE'],
  [/^(?:c771|71c7|30373037303[127](?:3\d|[46][1-6]){40})/, 'a cpio archive', 'cpio -i < FILE'],
  [/^(?:04224d18|02214c18)/, 'an LZ4 file', 'lz4 -d FILE'],
  [/^5d0000.{4}(?:f{16}|.{8}0{8})/, 'an LZMA file', 'xz -d --format=lzma FILE'],
  [/^1f(?:9d|a0|1e)/, 'a file of compress(1)', 'gzip -d FILE'],
  [/^4c5a49500[01]/, 'an lzip file', 'lzip -d FILE'],
  [/^894c5a4f000d0a1a0a/, 'an lzop file', 'lzop -d FILE'],
  [/^ff060000734e61507059/, 'a Snappy file', 'snzip -d FILE'],
  [/^(?:fffe0000|0000feff)/, 'text in UTF-32', 'iconv -f UTF-32 -t UTF-8 FILE > TEXT'],
  [/^4c504b5348485248/, 'a systemd journal', 'journalctl --file FILE -o json > TEXT'],
  [/^456c6646696c6500/, 'a Windows event log', 'evtx_dump -o jsonl FILE > TEXT'],
  [/^fe62696e/, 'a MySQL binary log', 'mysqlbinlog FILE > TEXT'],
  [/^(?:d4c3b2a1|a1b2c3d4|4d3cb2a1|a1b23c4d)/, 'a packet capture', 'tshark -r FILE > TEXT'],
  [/^0a0d0d0a.{8}(?:1a2b3c4d|4d3c2b1a)/, 'a packet capture', 'tshark -r FILE > TEXT'],
  [/^464c5200/, 'a Java Flight Recording', 'jfr print --json FILE > TEXT'],
  [/^4a4156412050524f46494c4520312e30/, 'a Java heap dump'],
  [/^53514c69746520666f726d6174203300/, 'an SQLite database', 'sqlite3 FILE .dump > TEXT'],
  [/^5041523115/, 'a Parquet file', `duckdb -json -c "FROM 'FILE'" > TEXT`],
  [/^4f626a01/, 'an Avro file', 'avro-tools tojson FILE > TEXT'],
  [/^62706c6973743030/, 'a property list', 'plutil -convert json FILE'],
  [/^53616c7465645f5f/, 'a file that openssl encrypted'],
  [/^6167652d656e6372797074696f6e2e6f7267/, 'a file that age encrypted', 'age -d FILE > TEXT'],
  [/^7f454c46/, 'a program or core dump'],
  [/^cafebabe/, 'a Java class'],
  [/^d0cf11e0a1b11ae1/, 'an Office document'],
  [/^255044462d3/, 'a PDF document', 'pdftotext FILE TEXT'],
  [/^(?:89504e470d0a1a0a|ffd8ff|47494638)/, 'an image'],
];
/** A tar header, the longest. */
const MAGIC_BYTES = 512;

const BINARY: NonTextKind = { name: 'binary data' };
const EBCDIC: NonTextKind = { name: 'text in EBCDIC', command: 'iconv -f IBM1047 -t UTF-8 FILE > TEXT' };
const TAR: NonTextKind = { name: 'a tar archive', command: 'tar -xf FILE' };

/** What kind of content begins so, if it is not text: by its first bytes, otherwise by its share of bytes that texts do not have. */
export function kindOf(beginning: Buffer): NonTextKind | undefined {
  const magic = beginning.toString('hex', 0, MAGIC_BYTES);
  const known = KINDS.find(([pattern]) => pattern.test(magic));
  if (known !== undefined) {
    const [, name, command] = known;
    return { name, ...(command !== undefined && { command }) };
  }
  if (isOldTar(beginning)) return TAR;
  if (isEbcdic(beginning)) return EBCDIC;
  return isBinary(beginning) ? BINARY : undefined;
}

const EBCDIC_SPACE = 0x40;
const MIN_EBCDIC_SPACES = 0.02;
const MIN_EBCDIC_LETTERS = 0.5;
/** Letters and digits (IBM, code page 1047; all pages have them there). */
const EBCDIC_LETTERS = /[\x81-\x89\x91-\x99\xa2-\xa9\xc1-\xc9\xd1-\xd9\xe2-\xe9\xf0-\xf9]/g;

/** Text of a mainframe: mostly its letters and digits, with its spaces between them, and neither a space nor a line feed of ASCII. */
function isEbcdic(beginning: Buffer): boolean {
  const text = beginning.toString('latin1');
  if (/[ \n]/.test(text)) return false;
  const spaces = text.split(String.fromCharCode(EBCDIC_SPACE)).length - 1;
  const letters = text.match(EBCDIC_LETTERS)?.length ?? 0;
  return spaces > text.length * MIN_EBCDIC_SPACES && letters > text.length * MIN_EBCDIC_LETTERS;
}

const TAR_HEADER_BYTES = 512;
const TAR_SUM_START = 148;
const TAR_SUM_END = 156;

/** Tar of before POSIX has no magic: its header says the sum of its bytes, those of the sum taken for spaces. */
function isOldTar(beginning: Buffer): boolean {
  if (beginning.length < TAR_HEADER_BYTES || beginning[0] === 0) return false;
  const printed = /^ *([0-7]{1,7})[ \0]/.exec(beginning.toString('latin1', TAR_SUM_START, TAR_SUM_END))?.[1];
  if (printed === undefined) return false;
  let sum = 0x20 * (TAR_SUM_END - TAR_SUM_START);
  for (let index = 0; index < TAR_HEADER_BYTES; index++) {
    if (index < TAR_SUM_START || index >= TAR_SUM_END) sum += beginning[index] ?? 0;
  }
  return sum === Number.parseInt(printed, 8);
}

/** Fewer bytes than these that no text has are no sign of anything. */
const MIN_BYTES = 4;
/** Text has no NUL; but some logs separate their records by one. */
const MAX_NUL_SHARE = 0.05;
/** Text has few control characters; but FIX separates its fields by one, 0x01, which is not counted. */
const MAX_CONTROL_SHARE = 0.1;
/** Both together are not text, though each is less: text in a code page is not UTF-8, but has no controls. */
const MAX_SHARE_OF_BOTH = 0.02;
/** So many NULs in a row are a gap in a file (of a crash), as are those at a line's start (of a copytruncate) or at the end. */
const GAP_BYTES = 512;

const NUL = 0x00;
const FIELD_SEPARATORS = new Set([0x01, 0x1c, 0x1d, 0x1e, 0x1f]);
const TEXT_CONTROLS = new Set([0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b, ...FIELD_SEPARATORS]);

function isBinary(beginning: Buffer): boolean {
  const { bytes, nuls, controls, illFormed } = measure(beginning);
  if (nuls >= MIN_BYTES && nuls > bytes * MAX_NUL_SHARE) return true;
  if (controls >= MIN_BYTES && controls > bytes * MAX_CONTROL_SHARE) return true;
  const least = bytes * MAX_SHARE_OF_BOTH;
  return controls + nuls >= MIN_BYTES && controls + nuls > least && illFormed > least;
}

interface Measure {
  /** Without gaps. */
  bytes: number;
  nuls: number;
  controls: number;
  /** Bytes that are part of no character of UTF-8. */
  illFormed: number;
}

function measure(beginning: Buffer): Measure {
  const measured: Measure = { bytes: 0, nuls: 0, controls: 0, illFormed: 0 };
  for (let index = 0; index < beginning.length;) {
    const byte = beginning[index] ?? 0;
    if (byte === NUL) {
      const end = nulsEnd(beginning, index);
      const isAtBorder = index === 0 || beginning[index - 1] === LINE_FEED || end === beginning.length;
      const nuls = isAtBorder || end - index >= GAP_BYTES ? 0 : end - index;
      measured.nuls += nuls;
      measured.bytes += nuls;
      index = end;
      continue;
    }
    if (byte < 0x20 && !TEXT_CONTROLS.has(byte)) measured.controls++;
    measured.bytes++;
    index++;
  }
  measured.illFormed = illFormedBytes(beginning);
  return measured;
}

function nulsEnd(bytes: Buffer, start: number): number {
  let end = start;
  while (end < bytes.length && bytes[end] === NUL) end++;
  return end;
}

const REPLACEMENT = '\ufffd';

/** As many replacement characters as decoding makes (WHATWG Encoding Standard: one for each ill-formed piece). */
function illFormedBytes(bytes: Buffer): number {
  return bytes.toString('utf8').split(REPLACEMENT).length - 1;
}

/** @param name of the file, as its owner knows it */
export function notText(name: string, layers: readonly Layer[], kind: NonTextKind): KafkaInsightError {
  const inside = layers.length === 0 ? '' : ` inside ${layersText(layers)}`;
  return new KafkaInsightError(
    'FILE_NOT_TEXT',
    `${name} is ${kind.name}${inside}, not a log: it was not read. ${whatToDo(name, layers, kind)}`,
  );
}

const DECOMPRESSORS: Partial<Record<Layer, string>> = { gzip: 'gzip', zstd: 'zstd', bzip2: 'bzip2', xz: 'xz' };

function whatToDo(name: string, layers: readonly Layer[], { command }: NonTextKind): string {
  if (command === undefined) return 'Export it as text with the program that wrote it, and use that.';
  const file = name.slice(name.lastIndexOf('/') + 1);
  // tar detects how its archive is compressed
  const outer = command.startsWith('tar ') ? [] : layers.flatMap((layer) => DECOMPRESSORS[layer] ?? []);
  const stem = outer.length === 0 ? file : file.replace(/\.\w+$/, '');
  const commands = [
    ...outer.map((program) => `${program} -d ${quoted(file)}`),
    command.replaceAll('FILE', quoted(stem)),
  ];
  return `Use the output of this command: ${commands.join(' && ')}`;
}

/** A word of the shell. */
function quoted(word: string): string {
  return /^[\w.,:@%+/-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
