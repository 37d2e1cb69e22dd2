import { benchParse } from '../parse/parse.ts';
import { endToEnd } from './end-to-end.ts';
import { index } from './index.ts';
import { ingest } from './ingest.ts';
import { lambda } from './lambda.ts';
import { memory } from './memory.ts';
import type { Stage } from './stage.ts';
import { storage } from './storage.ts';

const parse: Stage = {
  about:
    'Lines become documents, format by format: a million lines as flog writes them, with times 10 ms apart, on one core; against reading the file and finding its line feeds, and against other parsers that make JSON of 200,000 of the lines. User agents are left whole, as the others leave them, and taken apart in a row of its own. All run in turns.',
  minutes: 10,
  measure: benchParse,
};

/** All parts, in the order in which they run, by the names that the command gives them. */
export const stages: Readonly<Record<string, Stage>> = {
  parse,
  ingest,
  index,
  'end-to-end': endToEnd,
  memory,
  storage,
  lambda,
};
