import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Nothing but the page's own files runs, loads or is talked to (Content Security Policy Level 3; Trusted Types). No inline
 * script or style, and no text ever becomes HTML: a log line that slipped through as markup would still do nothing.
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

/**
 * Refuses what does not come from the page itself: a Host that is not this machine's loopback (DNS rebinding: a foreign
 * name that was made to resolve to 127.0.0.1), or the Origin of another page. Sets the security headers on every answer.
 */
export function protect(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  void reply.headers(headers);
  const host = request.headers.host ?? '';
  const origin = request.headers.origin;
  const isOwn = isLoopback(host, request.socket.localPort) && (origin === undefined || origin === `http://${host}`);
  if (isOwn) {
    done();
    return;
  }
  const message = 'This page answers only at its own address, http://127.0.0.1 or http://localhost.';
  void reply.code(403).send({ code: 'FORBIDDEN', message });
}

function isLoopback(host: string, port: number | undefined): boolean {
  return ['127.0.0.1', 'localhost'].some((name) => host === `${name}:${port ?? 80}`);
}
