import { benchParse } from '../parse/parse.ts';
import type { BenchStage } from './bench-stage.ts';
import { endToEnd } from './end-to-end.ts';
import { engine } from './engine.ts';
import { firstUse } from './first-use.ts';
import { formats } from './formats.ts';
import { growing } from './growing.ts';
import { index } from './indexer.ts';
import { ingestStage } from './ingest.ts';
import { lambda } from './lambda.ts';
import { memory } from './memory.ts';
import { page } from './page.ts';
import { storage } from './storage.ts';

const parse: BenchStage = {
  about:
    'Lines become documents, format by format, a million lines as flog writes them. `whole parse`: `npx kafkainsight parse` as a user runs it, the process from its start to the last byte written, on lines whose times all differ, against other programs that make JSON of the same file. Like theirs, its documents have only what the line says (`--no-enrichment`); enriched documents, the default, have separate rows. JSON is compared with `vrl-fields`, a program of VRL that makes the same fields with the same values (ECS names, the time as an instant, outcome, path and offset); `vrl json` and `lognormalizer json` only parse each object and write it again, half as many bytes, and are shown beside it. The processor time of `wc -l`, which reads what each program writes, is in all figures. `parse`: reading lines alone, in a warm process that writes nothing, with times 10 ms apart, against reading the file and finding its line feeds. All run in turns.',
  minutes: 20,
  measure: benchParse,
};

/** All parts, in the order in which they run, by the names that the command gives them. */
export const benchStages: Readonly<Record<string, BenchStage>> = {
  parse,
  formats,
  ingest: ingestStage,
  index,
  'end-to-end': endToEnd,
  memory,
  growing,
  storage,
  engine,
  page,
  lambda,
  'first-use': firstUse,
};
