import { createHmac } from 'node:crypto';

/** Lengths that the specification asks of a key. */
const LEAST_KEY_BYTES = 24;
const MOST_KEY_BYTES = 64;

/** Whether a text is a key of Standard Webhooks: base64 of 24 to 64 bytes, with the prefix `whsec_` or without. */
export function isSigningKey(text: string): boolean {
  const bytes = keyOf(text).length;
  return /^(?:whsec_)?[A-Za-z0-9+/]+={0,2}$/.test(text) && bytes >= LEAST_KEY_BYTES && bytes <= MOST_KEY_BYTES;
}

/**
 * The headers by which a receiver knows who sent a request, and when (Standard Webhooks, specification 1.0, "Signature scheme": HMAC-SHA256
 * of id, time and body, in base64).
 *
 * @param id of the message, the same whenever it is sent again
 * @param timeMillis when it is sent, epoch milliseconds
 */
export function signatureHeaders(
  key: string,
  id: string,
  timeMillis: number,
  body: string,
): Readonly<Record<string, string>> {
  const seconds = String(Math.floor(timeMillis / 1000));
  const signature = createHmac('sha256', keyOf(key)).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` };
}

function keyOf(text: string): Buffer {
  return Buffer.from(text.replace(/^whsec_/, ''), 'base64');
}
