import * as v from 'valibot';
import { indexTemplates, type IndexTemplate, type TemplateSettings } from '../../pipeline/mappings/index-templates.ts';
import type { SearchEngine } from '../../pipeline/ports.ts';
import type { Outcome, Provided } from './outcome.ts';

/** What of the answer to `GET /_index_template/<name>` tells one content from another. */
const answerSchema = v.object({
  index_templates: v.array(
    v.object({ index_template: v.object({ _meta: v.optional(v.object({ content: v.optional(v.string()) })) }) }),
  ),
});

/**
 * Makes the index templates, or brings them up to date. A template is written only where its content differs, known by
 * the hash in its `_meta`: an engine answers a template in other words than it was given.
 */
export async function provisionTemplates(engine: SearchEngine, settings: TemplateSettings): Promise<Provided> {
  const provided: [string, Outcome][] = [];
  for (const template of indexTemplates(engine.kind, settings)) {
    provided.push([`index template ${template.name}`, await provisionTemplate(engine, template)]);
  }
  return provided;
}

async function provisionTemplate(engine: SearchEngine, { name, body }: IndexTemplate): Promise<Outcome> {
  const path = `/_index_template/${name}`;
  const answer = await engine.request('GET', path);
  const existing = answer === undefined ? undefined : v.parse(answerSchema, answer).index_templates[0]?.index_template;
  if (existing?._meta?.content === body._meta.content) return 'unchanged';
  await engine.request('PUT', path, body);
  return existing === undefined ? 'created' : 'updated';
}
