import { KafkaInsightError } from '../../core/errors.ts';
import type { SearchEngine } from '../../core/ports.ts';

/** The uuid is requested because the response omits indices without any of the named settings. */
const SETTINGS_PATH = '/kafkainsight-*/_settings/index.uuid,index.blocks.*?flat_settings=true&expand_wildcards=open';

/**
 * Whether writes are blocked in all of our open indices, not only in one that somebody made read-only. Amazon OpenSearch Service sets
 * `index.blocks.write` itself while disk or memory run out and lifts it afterwards (Developer Guide, "Troubleshooting",
 * "ClusterBlockException"): the same message, but a temporary condition. True where the engine does not say, since waiting loses nothing.
 */
export async function areAllIndicesBlocked(engine: SearchEngine): Promise<boolean> {
  try {
    const answer = (await engine.request('GET', SETTINGS_PATH)) as SettingsAnswer | undefined;
    return Object.values(answer ?? {}).every(({ settings }) => isBlocked(settings));
  } catch (error) {
    if (error instanceof KafkaInsightError) return true;
    throw error;
  }
}

/** By index. */
type SettingsAnswer = Readonly<Record<string, { readonly settings: Settings }>>;
type Settings = Readonly<Record<string, string>>;

function isBlocked(settings: Settings): boolean {
  return settings['index.blocks.write'] === 'true' || settings['index.blocks.read_only'] === 'true';
}
