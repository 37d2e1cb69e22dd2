import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What /proc/net/tcp calls a socket that listens (include/net/tcp_states.h). */
const LISTEN = '0A';

/** The TCP ports on which a process and its descendants listen. Linux only. */
export function listeningPorts(pid: number): number[] {
  const sockets = new Set(descendants(pid).flatMap(socketsOf));
  const ports = ['tcp', 'tcp6'].flatMap((family) =>
    readFileSync(`/proc/net/${family}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === LISTEN && sockets.has(fields[9] ?? ''))
      .map(([, local = '']) => Number.parseInt(local.slice(local.indexOf(':') + 1), 16)),
  );
  return [...new Set(ports)].sort((one, other) => one - other);
}

function descendants(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(name)] as const);
  const found = [pid];
  for (const known of found) found.push(...parents.filter(([, parent]) => parent === known).map(([child]) => child));
  return found;
}

/** The name in a process's state is in parentheses, and may hold some itself. */
function parentOf(pid: string): number {
  const state = readOr('', () => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return Number(state.slice(state.lastIndexOf(')') + 2).split(' ')[1]);
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readOr<string[]>([], () => readdirSync(folder)).flatMap((name) => {
    const [, inode] = /^socket:\[(\d+)\]$/.exec(readOr('', () => readlinkSync(`${folder}/${name}`))) ?? [];
    return inode === undefined ? [] : [inode];
  });
}

/** Processes and their files come and go while they are listed. */
function readOr<Value>(otherwise: Value, read: () => Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
