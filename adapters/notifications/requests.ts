import type { Message } from '../../core/notifications/message.ts';
import { plainText } from '../../core/notifications/message.ts';

/** Limits of Slack (Block Kit reference: header, section and fallback text), less a character for what is cut. */
const SLACK_HEADER_CHARACTERS = 150;
const SLACK_TEXT_CHARACTERS = 3000;
/** PagerDuty, "PD-CEF fields": summary. */
const PAGERDUTY_SUMMARY_CHARACTERS = 1024;

/**
 * A message for an incoming webhook of Slack. All text is `plain_text`, which Slack does not read as markup: an entity of a log can neither
 * mention people nor forge a link.
 */
export function slackBody(message: Message): object {
  const { title, link } = message;
  const header = { type: 'plain_text', text: cut(title, SLACK_HEADER_CHARACTERS), emoji: false };
  const text = { type: 'plain_text', text: cut(plainText(withoutLink(message)), SLACK_TEXT_CHARACTERS), emoji: false };
  const button = { type: 'button', text: { type: 'plain_text', text: 'Show the lines' }, url: link };
  return {
    text: escapeSlack(title),
    blocks: [
      { type: 'header', text: header },
      { type: 'section', text },
      ...(link === undefined || link.length > SLACK_TEXT_CHARACTERS ? [] : [{ type: 'actions', elements: [button] }]),
    ],
  };
}

/** Slack, "Formatting text for app surfaces": the three characters that are markup everywhere. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * A message for a workflow of Teams ("Post to a channel when a webhook request is received"): an Adaptive Card. Its text is in text runs, which,
 * unlike text blocks and facts, are not read as Markdown (Adaptive Cards, schema 1.2, `TextRun`).
 */
export function teamsBody({ title, text, facts, proof, link }: Message): object {
  const run = (...runs: readonly object[]): object => ({ type: 'RichTextBlock', inlines: runs });
  const plain = (words: string, more: object = {}): object => ({ type: 'TextRun', text: words, ...more });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.2',
    body: [
      run(plain(title, { weight: 'bolder', size: 'medium' })),
      run(plain(text)),
      ...facts.map(({ label, value }) => run(plain(`${label}: `, { weight: 'bolder' }), plain(value))),
      ...proof.map((place) => run(plain(place, { isSubtle: true }))),
    ],
    actions: link === undefined ? [] : [{ type: 'Action.OpenUrl', title: 'Show the lines', url: link }],
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  };
}

/**
 * An event for PagerDuty (Events API v2). The case's key is the `dedup_key`: an update goes to the same incident, a withdrawal resolves it.
 */
export function pagerDutyBody(message: Message, routingKey: string): object {
  const { key, kind, confidence, title, text, facts, proof, link, sinceMillis } = message;
  const common = { routing_key: routingKey, dedup_key: key };
  if (kind === 'withdrawn') return { ...common, event_action: 'resolve' };
  return {
    ...common,
    event_action: 'trigger',
    payload: {
      summary: cut(`${title}: ${text}`, PAGERDUTY_SUMMARY_CHARACTERS),
      source: 'kafkainsight',
      severity: confidence === 'high' ? 'error' : 'warning',
      timestamp: new Date(sinceMillis).toISOString(),
      custom_details: { ...Object.fromEntries(facts.map(({ label, value }) => [label, value])), proof },
    },
    ...(link === undefined ? {} : { links: [{ href: link, text: 'Show the lines' }] }),
  };
}

/** A message for any other receiver, as Standard Webhooks suggests ("Payload structure"): type, time and data. */
export function webhookBody({ kind, sinceMillis, ...rest }: Message, timeMillis: number): object {
  return {
    type: `case.${kind}`,
    timestamp: new Date(timeMillis).toISOString(),
    data: { ...rest, since: new Date(sinceMillis).toISOString() },
  };
}

/** Subject and text of an e-mail. SNS accepts a subject of at most 100 characters of ASCII without line breaks (API reference, Publish). */
export function emailOf(message: Message): { readonly subject: string; readonly text: string } {
  return { subject: message.title.replaceAll(/[^ -~]/g, '?').slice(0, 100), text: plainText(message) };
}

function withoutLink({ link: _, ...message }: Message): Message {
  return message;
}

function cut(text: string, characters: number): string {
  return text.length > characters ? `${text.slice(0, characters - 1)}…` : text;
}
