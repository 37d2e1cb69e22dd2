import type { Alteration, ErrorReport } from '../journal.ts';
import { printed } from '../printable.ts';
import type { Random } from '../random.ts';

/** Share of requests that fail on an ordinary day. */
const INTERNAL_ERROR_SHARE = 0.0005;
const BAD_GATEWAY_SHARE = 0.0003;
const UNAVAILABLE_SHARE = 0.0003;
const ERROR_PAGE_BYTES = 1_872;

const HEADER_UNREADABLE: ErrorReport = {
  module: printed`proxy_fcgi`,
  level: printed`error`,
  message: printed`AH01067: Failed to read FastCGI header`,
};
const PROXY = printed`proxy`;
const ERROR = printed`error`;

/** Now and then a request fails without any scenario. */
export function mishaps(random: Random): Alteration {
  return (request) => {
    const drawn = random();
    if (drawn >= INTERNAL_ERROR_SHARE + BAD_GATEWAY_SHARE + UNAVAILABLE_SHARE || request.status >= 400)
      return undefined;
    request.bytes = ERROR_PAGE_BYTES;
    if (drawn < INTERNAL_ERROR_SHARE) {
      request.status = 500;
      return HEADER_UNREADABLE;
    }
    request.status = drawn < INTERNAL_ERROR_SHARE + BAD_GATEWAY_SHARE ? 502 : 503;
    return {
      module: PROXY,
      level: ERROR,
      message: printed`AH00898: Error reading from remote server returned by ${request.target}`,
    };
  };
}
