import * as v from 'valibot';
import { type Environment, readEnvironment } from '../../adapters/environment.ts';
import { type SearchConfiguration, searchEnvironment } from '../../adapters/search/configuration.ts';
import type { TemplateSettings } from '../../pipeline/mappings/index-templates.ts';

/** All that the provisioning function is told. */
export interface ProvisionConfiguration {
  readonly search: SearchConfiguration;
  readonly templates: TemplateSettings;
  /** The IAM role of the index function, where the engine has roles to give it. */
  readonly indexRoleArn?: string;
}

const REPLICAS = 'must be a number of replicas, 0 to 9';
const REFRESH_SECONDS = 'must be a number of seconds, 1 to 3600';

const ROLE_ARN = 'must be the ARN of an IAM role';

const roleEnvironment = v.pipe(
  v.object({ INDEX_ROLE_ARN: v.optional(v.pipe(v.string(), v.regex(/^arn:[^:]+:iam::\d{12}:role\/.+$/, ROLE_ARN))) }),
  v.transform(({ INDEX_ROLE_ARN }): { readonly indexRoleArn?: string } =>
    INDEX_ROLE_ARN === undefined ? {} : { indexRoleArn: INDEX_ROLE_ARN },
  ),
);

const templateEnvironment = v.pipe(
  v.object({
    INDEX_REPLICAS: v.optional(v.pipe(v.string(), v.regex(/^\d$/, REPLICAS), v.transform(Number)), '0'),
    INDEX_REFRESH_SECONDS: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^[1-9]\d{0,3}$/, REFRESH_SECONDS),
        v.transform(Number),
        v.maxValue(3600, REFRESH_SECONDS),
      ),
      '1',
    ),
  }),
  v.transform(({ INDEX_REPLICAS, INDEX_REFRESH_SECONDS }): { readonly templates: TemplateSettings } => ({
    // one shard an index: a month of one dataset is far below the 50 GB that a shard carries well, and shards cost heap
    templates: { shards: 1, replicas: INDEX_REPLICAS, refreshSeconds: INDEX_REFRESH_SECONDS },
  })),
);

const schema = v.intersect([searchEnvironment, roleEnvironment, templateEnvironment]);

/** @throws KafkaInsightError CONFIGURATION_INVALID naming every problem at once */
export function readProvisionEnvironment(environment: Environment): ProvisionConfiguration {
  return readEnvironment(schema, environment);
}
