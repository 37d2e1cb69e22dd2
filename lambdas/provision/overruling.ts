import * as v from 'valibot';
import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';

/** An index, and our template that must apply to it. */
export interface ExpectedTemplate {
  readonly index: string;
  readonly template: string;
}

const simulationSchema = v.object({ overlapping: v.optional(v.array(v.object({ name: v.string() })), []) });
const templatesSchema = v.object({
  index_templates: v.array(
    v.object({ name: v.string(), index_template: v.object({ priority: v.optional(v.number(), 0) }) }),
  ),
});

/**
 * Detects foreign templates that overrule ours: the engine creates an index from the single matching template with the highest priority,
 * and ignores the others. Such an index would map our documents as that template says.
 *
 * @throws KafkaInsightError PROVISIONING_FAILED naming the indices, and the templates above ours
 */
export async function checkOverruling(engine: SearchEngine, expected: readonly ExpectedTemplate[]): Promise<void> {
  const overruled: ExpectedTemplate[] = [];
  for (const one of expected) {
    // the response lists the templates that match the name but are not used as overlapping
    const answer = await engine.request('POST', `/_index_template/_simulate_index/${one.index}`);
    const { overlapping } = v.parse(simulationSchema, answer ?? {});
    if (overlapping.some(({ name }) => name === one.template)) overruled.push(one);
  }
  if (overruled.length > 0) throw overruling(overruled, await templatesAbove(engine, overruled));
}

/** The templates with a higher priority than the lowest of those overruled: one of them is the cause. */
async function templatesAbove(
  engine: SearchEngine,
  overruled: readonly ExpectedTemplate[],
): Promise<readonly string[]> {
  const answer = await engine.request('GET', '/_index_template');
  const priorities = new Map(
    v.parse(templatesSchema, answer).index_templates.map(({ name, index_template: { priority } }) => [name, priority]),
  );
  const lowest = Math.min(...overruled.map(({ template }) => priorities.get(template) ?? 0));
  return [...priorities].filter(([, priority]) => priority > lowest).map(([name, priority]) => `${name} (${priority})`);
}

function overruling(overruled: readonly ExpectedTemplate[], above: readonly string[]): KafkaInsightError {
  const names = [...new Set(overruled.map(({ template }) => template))];
  return new KafkaInsightError(
    'PROVISIONING_FAILED',
    `Indices such as ${overruled.map(({ index }) => index).join(', ')} would not be created from ${names.join(', ')}: a template ` +
      `with a higher priority matches their names. Templates above it, with their priorities: ${above.join(', ')}. ` +
      'Lower its priority, or narrow its patterns, so that it matches no index kafkainsight-*.',
  );
}
