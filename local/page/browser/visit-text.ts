import { counted } from '../../../core/wording.ts';
import type { FoundLine } from '../protocol.ts';
import { lengthText, visible } from './text.ts';

const NANOSECONDS = 1_000_000;

/** What happened in a visit: from which page to which, for how long, and where it came from. */
export function visitText(document: FoundLine['document']): string {
  const text = (name: string): string => {
    const value = document[name];
    return typeof value === 'string' ? visible(value) : '';
  };
  const [entry, exit] = [text('kafkainsight.visit.entry_page'), text('kafkainsight.visit.exit_page')];
  const pages = Number(document['kafkainsight.visit.pages']);
  const millis = Number(document['event.duration']) / NANOSECONDS;
  const from = [text('kafkainsight.campaign.name'), text('kafkainsight.referrer.domain')].filter((each) => each !== '');
  return [
    pages === 1 ? entry : `${entry} … ${exit}`,
    counted(pages, 'page'),
    ...(millis > 0 ? [lengthText(millis)] : []),
    ...(from.length > 0 ? [`from ${from.join(', ')}`] : []),
    text('source.address'),
  ].join(' · ');
}

/** What became of a visit, and whether its visitor was there before. */
export function visitBadges(document: FoundLine['document']): readonly (readonly [text: string, tone: string])[] {
  const isReturning = document['kafkainsight.visit.returning'] === true;
  const goals = [document['kafkainsight.goal']].flat().filter((goal) => typeof goal === 'string');
  return [
    [isReturning ? 'returning' : 'new', ''],
    ...(document['kafkainsight.visit.bounces'] === 1 ? [['bounced', 'tone-warning'] as const] : []),
    ...goals.map((goal) => [visible(goal), 'tone-good'] as const),
  ];
}
