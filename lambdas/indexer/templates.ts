import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';
import { templateNames } from '../../core/search/index-templates.ts';

/**
 * Checks whether our index templates exist: without one, the first document of an index would decide how all the others are mapped. Once
 * they exist, it does not check again.
 *
 * @returns a function that throws KafkaInsightError TEMPLATE_MISSING, or why the engine could not be asked
 */
export function templateCheck(engine: SearchEngine): () => Promise<void> {
  let found = false;
  return async () => {
    if (found) return;
    const answers = await Promise.all(templateNames.map((name) => engine.request('GET', `/_index_template/${name}`)));
    const missing = templateNames.filter((_, at) => answers[at] === undefined);
    if (missing.length > 0) {
      throw new KafkaInsightError(
        'TEMPLATE_MISSING',
        `The search engine has no index template ${missing.join(', ')}. Run the provisioning function, which creates them; ` +
          'until then nothing is indexed.',
      );
    }
    found = true;
  };
}
