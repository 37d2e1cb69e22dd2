import type { Stage } from '../configuration/stage.ts';
import { NETWORKS_FILE } from './node-function.ts';

/**
 * The variables that lambdas/document-environment.ts reads: how lines become documents, the same for every function of a stage.
 *
 * @param pseudonymSecretId name or ARN of the secret with the key; absent where the stage has no pseudonyms
 */
export function documentVariables(stage: Stage, pseudonymSecretId?: string): Readonly<Record<string, string>> {
  return {
    SOURCES: JSON.stringify(stage.sources),
    ...(stage.site === undefined ? {} : { SITE: JSON.stringify(stage.site) }),
    KEEP_ORIGINAL: stage.keepOriginal,
    USER_AGENT_DETAILS: String(stage.userAgentDetails),
    NETWORKS_FILE,
    ...(pseudonymSecretId === undefined ? {} : { PSEUDONYM_SECRET_ID: pseudonymSecretId }),
  };
}
