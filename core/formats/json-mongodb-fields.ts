import { field, Fragment } from '../bytes/document-keys.ts';
import { Client } from './client.ts';
import { type JsonField, namesField, readCount, textField } from './json-field.ts';
import { isString } from './json-kinds.ts';
import { fieldNumber, type JsonLine } from './json-line.ts';

const CATEGORY = fieldNumber('event.category');
const TYPE = fieldNumber('event.type');
const ACTION = fieldNumber('event.action');
const OUTCOME = fieldNumber('event.outcome');
const SOURCE = fieldNumber('source.address');
const SOURCE_IP = fieldNumber('source.ip');
const SOURCE_PORT = fieldNumber('source.port');

const SIGN_IN = new Fragment(field('event.category', ['authentication']));
const INFO = new Fragment(field('event.type', ['info']));
const LOGIN = new Fragment(field('event.action', 'mongodb_login'));
const SUCCESS = new Fragment(field('event.outcome', 'success'));
const FAILURE = new Fragment(field('event.outcome', 'failure'));

/**
 * The numbers of MongoDB's messages about sign-ins, and how they ended: 4.4 and later (src/mongo/db/auth/sasl_commands.cpp), and since 6.0
 * (authentication_session.cpp).
 */
const VERDICTS: ReadonlyMap<number, Fragment> = new Map([
  [20250, SUCCESS],
  [20249, FAILURE],
  [5286306, SUCCESS],
  [5286307, FAILURE],
]);

/** What is looked at; reading is synchronous, so one serves all lines. */
const client = new Client();

/** A field of MongoDB's lines, or only of those about sign-ins: its keys are short, and mean anything elsewhere. */
function ofMongodb(paths: readonly string[], { write, names }: JsonField, isOfSignIn = false): JsonField {
  return {
    paths,
    ...(names === undefined ? {} : { names }),
    write: (value, line) => line.logger === 'mongodb' && (!isOfSignIn || line.isClaimed(OUTCOME)) && write(value, line),
  };
}

/** By its message's number a line is about a sign-in. The number is kept, too. */
const signIn: JsonField = {
  paths: [],
  write(value, line) {
    const verdict = VERDICTS.get(readCount(value, line));
    if (verdict === undefined || !line.claim(OUTCOME)) return false;
    line.writer.fragment(verdict);
    for (const [number, fragment] of [
      [CATEGORY, SIGN_IN],
      [TYPE, INFO],
      [ACTION, LOGIN],
    ] as const)
      if (line.claim(number)) line.writer.fragment(fragment);
    return false;
  },
};

/** `203.0.113.9:50412`; or a socket's path, which is no address. */
const remote: JsonField = {
  paths: [],
  names: 'address',
  write: (value, line) => isString(value.kind) && writeRemote(value, line),
};

function writeRemote(value: Parameters<JsonField['write']>[0], line: JsonLine): boolean {
  line.decode(value);
  const { textBytes, textStart, textEnd, writer, context } = line;
  if (line.isClaimed(SOURCE) || !client.read(textBytes, textStart, textEnd) || !client.hasPort) return false;
  line.claim(SOURCE);
  line.claim(SOURCE_IP);
  line.claim(SOURCE_PORT);
  client.write(textBytes, writer, context);
  return true;
}

/** What MongoDB's lines say ("Log Messages", structured logging), beside its time, level and message. */
export const mongodbFields: readonly JsonField[] = [
  ofMongodb(['c'], textField('mongodb.log.component')),
  ofMongodb(['ctx'], textField('mongodb.log.context')),
  ofMongodb(['id'], signIn),
  ofMongodb(['attr.user', 'attr.principalName'], namesField('user', 'user.name'), true),
  ofMongodb(['attr.client', 'attr.remote'], remote, true),
];
