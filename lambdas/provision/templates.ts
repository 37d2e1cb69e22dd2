import * as v from 'valibot';
import { KafkaInsightError } from '../../core/errors.ts';
import { DATA_FORM, LEDGER_INDEX } from '../../core/names.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { isDerivingVersion } from '../../core/search/derived-source.ts';
import {
  DATASET_TEMPLATES,
  datasetOfTemplate,
  expectedTemplates,
  type IndexTemplate,
  indexTemplates,
  type TemplateSettings,
} from '../../core/search/index-templates.ts';
import type { Provided, StepOutcome } from './outcome.ts';
import { checkOverruling } from './overruling.ts';

/** The part of the response to `GET /_index_template/<name>` that identifies the content. */
const answerSchema = v.object({
  index_templates: v.array(
    v.object({ index_template: v.object({ _meta: v.optional(v.object({ content: v.optional(v.string()) })) }) }),
  ),
});

const mappingSchema = v.record(
  v.string(),
  v.object({ mappings: v.object({ _meta: v.optional(v.object({ form: v.optional(v.number()) })) }) }),
);

const namesSchema = v.object({ index_templates: v.array(v.object({ name: v.string() })) });

/**
 * Creates the index templates, or updates them. A template is written only where its content differs, which the hash in its `_meta`
 * shows: an engine does not return a template in the form that it was given.
 *
 * @throws KafkaInsightError DATA_OUTDATED, and then no template is changed; PROVISIONING_FAILED where a foreign template overrules one
 */
export async function provisionTemplates(engine: SearchEngine, settings: TemplateSettings): Promise<Provided> {
  await refuseOutdated(engine);
  const derivesSource = await canDeriveSource(engine);
  const all = { ...settings, derivesSource, shards: { ...(await formerShards(engine)), ...settings.shards } };
  const provided: [string, StepOutcome][] = [];
  for (const template of indexTemplates(engine.kind, all)) {
    provided.push([`index template ${template.name}`, await provisionTemplate(engine, template)]);
  }
  await checkOverruling(engine, expectedTemplates(Date.now(), all));
  return provided;
}

const versionSchema = v.object({ version: v.object({ distribution: v.optional(v.string()), number: v.string() }) });

/** Asked of OpenSearch alone, which says what it is; one that calls itself another for old clients is treated as old. */
async function canDeriveSource(engine: SearchEngine): Promise<boolean> {
  if (engine.kind !== 'opensearch') return false;
  const answer = v.safeParse(versionSchema, await engine.request('GET', '/'));
  if (!answer.success || answer.output.version.distribution !== 'opensearch') return false;
  return isDerivingVersion(answer.output.version.number);
}

/** Datasets that once had a separate template, for their number of shards: it is kept, with one shard. */
async function formerShards(engine: SearchEngine): Promise<Readonly<Record<string, number>>> {
  const answer = await engine.request('GET', `/_index_template/${DATASET_TEMPLATES}`);
  const templates = answer === undefined ? [] : v.parse(namesSchema, answer).index_templates;
  return Object.fromEntries(templates.map(({ name }) => [datasetOfTemplate(name), 1]));
}

/** The ledger exists from the first provisioning on: its form is that of all data. */
async function refuseOutdated(engine: SearchEngine): Promise<void> {
  const answer = v.parse(mappingSchema, (await engine.request('GET', `/${LEDGER_INDEX}/_mapping`)) ?? {});
  const outdated = Object.values(answer).some(({ mappings }) => mappings._meta?.form !== DATA_FORM);
  if (!outdated) return;
  throw new KafkaInsightError(
    'DATA_OUTDATED',
    `The search engine holds documents of another version of kafkainsight, which named files and documents differently (${LEDGER_INDEX} is not of form ${DATA_FORM}). ` +
      'Delete all indices kafkainsight-*, then deploy or start again, and drop the files again.',
  );
}

async function provisionTemplate(engine: SearchEngine, { name, body }: IndexTemplate): Promise<StepOutcome> {
  const path = `/_index_template/${name}`;
  const answer = await engine.request('GET', path);
  const existing = answer === undefined ? undefined : v.parse(answerSchema, answer).index_templates[0]?.index_template;
  if (existing?._meta?.content === body._meta.content) return 'unchanged';
  await engine.request('PUT', path, body);
  return existing === undefined ? 'created' : 'updated';
}
