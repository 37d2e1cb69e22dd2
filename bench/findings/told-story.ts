/** Stories of the generator as the documents that core makes of their lines, each with the scenario that wrote it. */
import { networkFile } from '../../adapters/networks/network-file.ts';
import { networkTableLoader } from '../../adapters/networks/network-table.ts';
import { windowOf } from '../../core/findings/windows.ts';
import { type StoryFormat, storyFormats } from '../../core/format-table.ts';
import { DAY_MILLIS } from '../../core/time/units.ts';
import type { Label } from '../../generator/labels.ts';
import { createRenderer } from '../../generator/renderer.ts';
import type { ScenarioName } from '../../generator/scenarios/names.ts';
import { createStory } from '../../generator/story.ts';
import { buildDocuments, type Built } from '../../test/integration/story/story.ts';

/** Which story. */
export interface StoryChoice {
  readonly seed: number;
  readonly linesADay: number;
  /** Without those before it. */
  readonly days: number;
  readonly scenarios: readonly ScenarioName[];
  /** More than 0; 1 is all of their guilty lines. */
  readonly strength: number;
}

/** A line's document. */
interface ToldDocument extends Built {
  /** Absent where it is of everyday life. */
  readonly scenario: ScenarioName | undefined;
}

/** A generated story. */
export interface ToldStory {
  readonly fromMillis: number;
  readonly toMillis: number;
  readonly labels: readonly Label[];
  /** By day and format, in order of time. */
  readonly documents: readonly ToldDocument[];
}

/** A file of a format and a day. */
interface DailyFile {
  readonly format: StoryFormat;
  /** Of its first line. */
  readonly firstMillis: number;
  readonly lines: string[];
  readonly scenarios: (ScenarioName | undefined)[];
}

/** Quiet days of the same shop before a story: most rules compare with what was before. */
export const LEAD_DAYS = 2;
/** All stories end on a Sunday evening. */
const END_MILLIS = Date.UTC(2026, 10, 23);
/** What is in all of them: it is everyday life. The gateway times its calls last, when all is planned that slows them. */
const EVERYDAY: readonly ScenarioName[] = ['stray-lines', 'releases', 'gateway-sessions', 'timed-gateway'];
/** What was there before the story, if it is in it. */
const LASTING: readonly ScenarioName[] = ['price-comparison'];
const networks = networkTableLoader(networkFile());

/** Tells a story. */
export function tellStory({ seed, linesADay, days, scenarios, strength }: StoryChoice): ToldStory {
  const fromMillis = END_MILLIS - days * DAY_MILLIS;
  const span = { fromMillis, toMillis: END_MILLIS };
  const plan = { seed, formats: storyFormats, strength };
  const before = {
    fromMillis: fromMillis - LEAD_DAYS * DAY_MILLIS,
    toMillis: fromMillis,
    lines: linesADay * LEAD_DAYS,
  };
  const lasting = LASTING.filter((one) => scenarios.includes(one));
  const lead = createStory({ ...plan, ...before, chapter: 1, scenarios: [...EVERYDAY, ...lasting] });
  const told = [...new Set([...scenarios, ...EVERYDAY])];
  const story = createStory({ ...plan, ...span, chapter: 0, lines: linesADay * days, scenarios: told });
  const render = createRenderer();
  const files = new Map<string, DailyFile>();
  for (const { seconds } of [lead, story]) {
    for (const event of [...seconds].flat()) {
      const { format, timeMillis, scenario } = event;
      const name = `${format} ${windowOf(timeMillis, DAY_MILLIS)}`;
      const file = files.get(name) ?? { format, firstMillis: timeMillis, lines: [], scenarios: [] };
      files.set(name, file);
      file.lines.push(`${render(event)}\n`);
      file.scenarios.push(scenario);
    }
  }
  const documents = Array.from(files.values()).flatMap(({ format, firstMillis, lines, scenarios: wrote }) => {
    const bytes = Buffer.from(lines.join(''));
    const built = [...buildDocuments(format, bytes, END_MILLIS - 1, { networks, untimedMillis: firstMillis })];
    return built.map((one, at): ToldDocument => ({ ...one, scenario: wrote[at] }));
  });
  return { ...span, labels: story.labels, documents };
}
