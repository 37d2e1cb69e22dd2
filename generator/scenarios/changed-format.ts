import { type Printable, printable, printed } from '../printable.ts';
import { pick, type Random, whole } from '../random.ts';
import { isWithin } from '../span.ts';
import { chooseWindow, createLabel, type PlanScenario, steadySurge } from './scenario.ts';

/** Somebody gives the log of the asset server another layout, which nothing reads, until it is noticed. */
export const planChangedFormat: PlanScenario = ({ stage, span, strength }) => {
  const window = chooseWindow(stage.random, span, 0.66, 0.08);
  return {
    label: createLabel('changed-format', window, { culprits: [{ field: 'event.dataset', values: ['unparsed'] }] }),
    alter(request) {
      const { format, timeMillis, address, method, target, status, bytes } = request;
      if (format !== 'apache_common' || !isWithin(window, timeMillis) || stage.random() >= strength) return undefined;
      request.unread = printed`assets-1 ${address} ${printable(method)} ${target} ${status} ${bytes} ${timeMillis}`;
      request.scenario = 'changed-format';
      return undefined;
    },
  };
};

const USAGE = [
  printed`Usage: convert [options ...] file [ [options ...] file ...] [options ...] file`,
  printed`Image Settings:`,
  printed`  -adjoin              join images into a single multi-image file`,
  printed`  -alpha option        activate, deactivate, reset, or set the alpha channel`,
  printed`  -antialias           remove pixel-aliasing`,
  printed`  -authenticate value  decrypt image with this password`,
  printed`  -background color    background color`,
  printed`  -bias value          add bias when convolving an image`,
] as const;
const MOST_REPETITIONS = 4;

function strayLines(random: Random): readonly Printable[] {
  if (random() < 0.7) return [pick(random, [printed`sh: 1: convert: not found`, printed`Killed`, printed`Terminated`])];
  return Array.from({ length: whole(random, 1, MOST_REPETITIONS) }, () => USAGE).flat();
}

/** Programs that the web server calls print to its error log, without a time: a word, or how they are called. */
export const planStrayLines: PlanScenario = ({ stage, span }) => ({
  label: createLabel('stray-lines', span, { culprits: [{ field: 'event.dataset', values: ['unparsed'] }] }),
  surge: steadySurge(span, 0.002),
  begin(startMillis) {
    for (const text of strayLines(stage.random)) stage.journal.stray(startMillis, text, 'stray-lines');
  },
});
