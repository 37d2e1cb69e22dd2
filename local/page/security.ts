import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Only the page's own files can run, load or be contacted (Content Security Policy Level 3; Trusted Types). No inline script or style,
 * and no text ever becomes HTML: a log line that slipped through as markup would still do nothing.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const headers: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Addresses without the key are rewritten to this. */
const REFUSED = '/refused';

/**
 * The path after the key, as the server's routes have it; for an address without the key, one that {@link protect} rejects. The key is in
 * the path and not in a cookie: a cookie would be sent to every port of 127.0.0.1 that the reader opens, whoever listens there.
 */
export function behindKey(url: string, key: string): string {
  const [, given = '', ...rest] = url.split('/');
  return rest.length > 0 && isSame(given, key) ? `/${rest.join('/')}` : REFUSED;
}

/** Takes the same time for every wrong key. */
function isSame(given: string, key: string): boolean {
  const [one, other] = [given, key].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

/**
 * Rejects requests that do not come from the page itself: an address without the key, a Host that is not this machine's loopback (DNS
 * rebinding: a foreign name that resolves to 127.0.0.1), or the Origin of another page. Sets the security headers on every response.
 */
export function protect(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  void reply.headers(headers);
  const host = request.headers.host ?? '';
  const origin = request.headers.origin;
  const isOwn = isLoopback(host, request.socket.localPort) && (origin === undefined || origin === `http://${host}`);
  if (isOwn && request.url !== REFUSED) {
    done();
    return;
  }
  const message = 'This page opens at the whole address that `npm start` prints, and nowhere else.';
  void reply.code(403).send({ code: 'FORBIDDEN', message });
}

function isLoopback(host: string, port: number | undefined): boolean {
  return ['127.0.0.1', 'localhost'].some((name) => host === `${name}:${port ?? 80}`);
}
