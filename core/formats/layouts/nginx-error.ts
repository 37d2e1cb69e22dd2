import { stringKey } from '../../bytes/document-keys.ts';
import { Address } from '../address.ts';
import { writeRequest, writeServer } from '../http-fields.ts';
import { writeSource, writeUserName } from '../network-fields.ts';
import { writeReferrer } from '../referrer.ts';
import { kind } from './kind.ts';
import type { LayoutLine } from './layout-line.ts';

const MESSAGE = stringKey('message');

/** nginx cuts a line at 2,048 bytes with its line feed (NGX_MAX_ERROR_STR), of which less than so many are before the message. */
const MAX_HEAD_BYTES = 88;
const MAX_WHOLE_BYTES = 2_046 - MAX_HEAD_BYTES;

/** With what the context begins: who is connected, over UDP where the stream module says so. */
const CLIENTS = [', client: ', ', udp client: '];

/** What follows, each at most once and in this order, as the modules http, mail and stream write it; quoted where it ends in a quote. */
const MARKS = [
  ['server', ', server: '],
  ['login', ', login: "'],
  ['request', ', request: "'],
  ['subrequest', ', subrequest: "'],
  ['upstream', ', upstream: '],
  ['host', ', host: "'],
  ['referrer', ', referrer: "'],
  ['bytes_from_to_client', ', bytes from/to client:'],
  ['bytes_from_to_upstream', ', bytes from/to upstream:'],
] as const;

/** A value of the context, by its place in the message. */
interface Part {
  readonly name: (typeof MARKS)[number][0];
  readonly start: number;
  readonly end: number;
}

/** What a message ends with, and where it does. */
interface Context {
  readonly messageEnd: number;
  readonly clientStart: number;
  readonly clientEnd: number;
  readonly parts: readonly Part[];
}

/** The address at hand; reading is synchronous, so one serves all lines. */
const address = new Address();

/**
 * The message of nginx's error log, and what it says after it of the request (nginx, src/http/ngx_http_request.c, ngx_http_log_error):
 *
 *     open() "/x" failed (2: No such file), client: 203.0.113.9, server: shop, request: "GET /x HTTP/1.1", host: "shop.example.org"
 *
 * Nothing in it is escaped, and clients write most of it. So the context counts only where it can be but one: where `, client: ` and each
 * of the others is there once, and the line was not cut. Else all of it is the message.
 */
export const nginxMessage = kind({
  claims: [
    ...(['message', 'source.address', 'source.ip', 'user.name', 'http.request.method', 'http.version'] as const),
    ...(['http.request.referrer', 'url.original', 'url.path', 'url.query', 'url.domain', 'url.port'] as const),
  ],
  write(line) {
    const { item, writer, context } = line;
    const { bytes, start, end } = item;
    const text = bytes.toString('latin1', start, end);
    const clients = CLIENTS.flatMap((mark) => placesOf(mark, text));
    const found = clients.length === 1 && text.length <= MAX_WHOLE_BYTES ? contextOf(text, clients[0] ?? 0) : undefined;
    const hasClient = found !== undefined && address.read(bytes, start + found.clientStart, start + found.clientEnd);
    if (!hasClient) {
      // If the parts are ambiguous and names are not wanted, nothing is kept that could name somebody.
      const isNaming = context.pseudonyms !== undefined && clients.length > 0;
      writer.field(MESSAGE, bytes, start, isNaming ? start + Math.min(...clients) : end);
      return true;
    }
    writer.field(MESSAGE, bytes, start, start + found.messageEnd);
    writeSource(bytes, start + found.clientStart, start + found.clientEnd, false, writer, context);
    for (const part of found.parts) writePart({ ...part, start: start + part.start, end: start + part.end }, line);
    return true;
  },
});

/** Where the text is in another: the first two places. */
function placesOf(mark: string, text: string): number[] {
  const first = text.indexOf(mark);
  return [first, first === -1 ? -1 : text.indexOf(mark, first + 1)].filter((place) => place !== -1);
}

/** The context whose client is named at a place of a message; undefined where what follows can be read in another way, too. */
function contextOf(text: string, messageEnd: number): Context | undefined {
  const clientStart = text.indexOf(': ', messageEnd) + 2;
  const found: { readonly name: Part['name']; readonly opening: string; readonly at: number }[] = [];
  let least = 0;
  for (let at = text.indexOf(', ', clientStart); at !== -1; at = text.indexOf(', ', at + 1)) {
    const index = MARKS.findIndex(([, opening]) => text.startsWith(opening, at));
    const mark = MARKS[index];
    if (mark === undefined) continue;
    if (index < least) return undefined;
    least = index + 1;
    found.push({ name: mark[0], opening: mark[1], at });
  }
  const parts = found.map(({ name, opening, at }, index): Part => {
    const start = at + opening.length;
    return { name, start, end: found[index + 1]?.at ?? text.length };
  });
  const bare = parts.map((part, index) => withoutQuotes(part, found[index]?.opening ?? '', text));
  if (!bare.every((part) => part !== undefined)) return undefined;
  return { messageEnd, clientStart, clientEnd: found[0]?.at ?? text.length, parts: bare };
}

/** The same without its quotes, the opening one of which may be the mark's; undefined where one is missing. */
function withoutQuotes(part: Part, opening: string, text: string): Part | undefined {
  const { name, start, end } = part;
  const isMarked = opening.endsWith('"');
  const isQuoted = isMarked || text[start] === '"';
  if (!isQuoted) return part;
  const from = isMarked ? start : start + 1;
  return end > from && text[end - 1] === '"' ? { name, start: from, end: end - 1 } : undefined;
}

/** Writes a value of the context; what no field is for is kept under its name. */
function writePart({ name, start, end }: Part, line: LayoutLine): void {
  const { item, writer, context } = line;
  const { bytes } = item;
  if (end === start) return;
  if (name === 'login') writeUserName(bytes, start, end, writer, context);
  else if (name === 'request') writeRequest(bytes, start, end, false, writer);
  else if (name === 'referrer') writeReferrer(bytes, start, end, false, writer, context);
  else if (name === 'host' && address.read(bytes, start, end)) writeServer(address, bytes, writer);
  else line.keep(name, start, end);
}
