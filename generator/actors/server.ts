import type { ErrorReport } from '../journal.ts';
import { NONE, printed } from '../printable.ts';
import { weighted, whole } from '../random.ts';
import { requester } from '../requester.ts';
import type { Scene } from '../scene.ts';
import { hostileAddress } from '../world/addresses.ts';

/** What Apache logs about connections, with its message numbers (httpd, docs/log-message-tags). */
const chooseRemark = weighted<ErrorReport>([
  [
    {
      module: printed`ssl`,
      level: printed`info`,
      message: printed`AH01964: Connection to child 12 established (server www.summit-supply.example:443)`,
    },
    30,
  ],
  [
    {
      module: printed`ssl`,
      level: printed`info`,
      message: printed`AH02008: SSL library error 1 in handshake (server www.summit-supply.example:443)`,
    },
    14,
  ],
  [
    {
      module: printed`core`,
      level: printed`info`,
      message: printed`AH00128: File does not exist: /var/www/shop/apple-touch-icon.png`,
    },
    24,
  ],
  [{ module: printed`reqtimeout`, level: printed`info`, message: printed`AH01382: Request header read timeout` }, 12],
  [
    {
      module: printed`autoindex`,
      level: printed`error`,
      message: printed`AH01276: Cannot serve directory /var/www/shop/images/: No matching DirectoryIndex (index.html) found, and server-generated directory index forbidden by Options directive`,
    },
    6,
  ],
  [
    {
      module: printed`core`,
      level: printed`error`,
      message: printed`AH10244: invalid URI path (/cgi-bin/.%2e/.%2e/bin/sh)`,
    },
    4,
  ],
  [
    {
      module: printed`deflate`,
      level: printed`debug`,
      message: printed`AH01384: Zlib: Compressed 38412 to 9120 : URL /`,
    },
    10,
  ],
]);

const HEALTH_PATH = printed`/healthz`;

/** One remark of the web server about a connection. */
export function serverRemarks({ journal, random, visitors }: Scene, startMillis: number): void {
  const remark = chooseRemark(random);
  const address = remark.level === 'error' ? hostileAddress(random) : visitors(random).address;
  journal.fault(address, startMillis, remark);
}

/** The load balancer checks the health of the asset server. */
export function checkHealth({ journal, random }: Scene, startMillis: number): void {
  const client = requester(undefined, printed`10.0.1.${whole(random, 10, 14)}`, NONE, 'apache_common');
  journal.request(client, {
    timeMillis: startMillis,
    method: 'GET',
    target: HEALTH_PATH,
    status: 200,
    bytes: 2,
    referrer: NONE,
  });
}
