import * as v from 'valibot';
import { type Environment, readEnvironment } from '../../adapters/environment-variables.ts';
import { type SearchConfiguration, searchEnvironment } from '../../adapters/search/configuration.ts';
import { wordSearches } from '../../core/search/field-mappings.ts';
import type { TemplateSettings } from '../../core/search/index-templates.ts';
import { RETENTION_POLICY } from '../../core/search/retention.ts';
import type { Site } from '../../core/site/site.ts';
import { metricsEnvironment } from '../metrics.ts';
import { siteVariable } from '../site-variable.ts';
import { existingDomainSchema, type ExpectedDomain } from './existing-domain.ts';
import type { RoleArns } from './roles.ts';

/**
 * The configuration of the provisioning function. What is absent is not provisioned: an engine on a laptop has no roles and no policies.
 */
export interface ProvisionConfiguration {
  readonly search: SearchConfiguration;
  readonly templates: TemplateSettings;
  readonly roles: RoleArns;
  /** What a domain has to be that was there before the stage. */
  readonly existing?: ExpectedDomain;
  /** Age at which an index of logs is deleted, from its creation. Absent: never. */
  readonly deleteAfterDays?: number;
  /** Where the API of OpenSearch Dashboards is. */
  readonly dashboardsUrl?: string;
  /** What dashboards know about the site. */
  readonly site?: Site;
  readonly metricsStage?: string;
}

const REPLICAS = 'must be a number of replicas, 0 to 9';
const REFRESH_SECONDS = 'must be a number of seconds, 1 to 3600';
const SHARDS = 'must be a list such as apache.access=3,json=2: datasets and their primary shards, 1 to 50';
const WORD_SEARCH = 'must be words or wildcard';
const DAYS = 'must be a number of days, at least 1';

const roleArn = v.pipe(v.string(), v.regex(/^arn:[^:]+:iam::\d{12}:role\/.+$/, 'must be the ARN of an IAM role'));

/** Names as the sign-in spells them may hold commas: groups of a directory do. */
const BACKEND_ROLES = 'must be a JSON list of backend roles: ARNs of IAM roles, or groups';
const backendRoles = v.pipe(
  v.string(),
  v.parseJson(undefined, BACKEND_ROLES),
  v.array(v.pipe(v.string(), v.nonEmpty(BACKEND_ROLES)), BACKEND_ROLES),
);

const roleEnvironment = v.pipe(
  v.object({
    INDEXER_ROLE_ARN: v.optional(roleArn),
    INSPECT_ROLE_ARN: v.optional(roleArn),
    FORGET_ROLE_ARN: v.optional(roleArn),
    FINDINGS_ROLE_ARN: v.optional(roleArn),
    READER_ROLES: v.optional(backendRoles, '[]'),
    ADMIN_ROLES: v.optional(backendRoles, '[]'),
  }),
  v.transform((environment): { readonly roles: RoleArns } => ({
    roles: {
      ...(environment.INDEXER_ROLE_ARN === undefined ? {} : { index: environment.INDEXER_ROLE_ARN }),
      ...(environment.INSPECT_ROLE_ARN === undefined ? {} : { reconcile: environment.INSPECT_ROLE_ARN }),
      ...(environment.FORGET_ROLE_ARN === undefined ? {} : { forget: environment.FORGET_ROLE_ARN }),
      ...(environment.FINDINGS_ROLE_ARN === undefined ? {} : { findings: environment.FINDINGS_ROLE_ARN }),
      ...(environment.READER_ROLES.length === 0 ? {} : { readers: environment.READER_ROLES }),
      ...(environment.ADMIN_ROLES.length === 0 ? {} : { admins: environment.ADMIN_ROLES }),
    },
  })),
);

const indexEnvironment = v.pipe(
  v.object({
    SEARCH_ENGINE: v.optional(v.string()),
    INDEX_REPLICAS: v.optional(v.pipe(v.string(), v.regex(/^\d$/, REPLICAS), v.transform(Number)), '0'),
    INDEX_SHARDS: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^[a-z][a-z0-9_.]{0,63}=(?:[1-9]|[1-4]\d|50)(?:,[a-z][a-z0-9_.]{0,63}=(?:[1-9]|[1-4]\d|50))*$/, SHARDS),
        v.transform((list) => list.split(',').map((one) => one.split('=') as [string, string])),
      ),
    ),
    INDEX_REFRESH_SECONDS: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^[1-9]\d{0,3}$/, REFRESH_SECONDS),
        v.transform(Number),
        v.maxValue(3600, REFRESH_SECONDS),
      ),
      '1',
    ),
    INDEX_WORD_SEARCH: v.optional(v.picklist(wordSearches, WORD_SEARCH), 'words'),
    DELETE_AFTER_DAYS: v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,4}$/, DAYS), v.transform(Number))),
  }),
  v.transform((environment): Pick<ProvisionConfiguration, 'templates' | 'deleteAfterDays'> => {
    const { DELETE_AFTER_DAYS: deleteAfterDays, SEARCH_ENGINE: engine } = environment;
    const templates = {
      // otherwise one shard for each index: a month of most datasets is far below the 50 GB that suit a shard, and shards cost heap
      ...(environment.INDEX_SHARDS && {
        shards: Object.fromEntries(environment.INDEX_SHARDS.map(([dataset, shards]) => [dataset, Number(shards)])),
      }),
      replicas: environment.INDEX_REPLICAS,
      refreshSeconds: environment.INDEX_REFRESH_SECONDS,
      wordSearch: environment.INDEX_WORD_SEARCH,
    };
    if (deleteAfterDays === undefined) return { templates };
    return {
      templates: engine === 'elasticsearch' ? { ...templates, lifecyclePolicy: RETENTION_POLICY } : templates,
      deleteAfterDays,
    };
  }),
);

const existingEnvironment = v.pipe(
  v.object({
    EXISTING_DOMAIN: v.optional(v.pipe(v.string(), v.parseJson(), existingDomainSchema)),
  }),
  v.transform(({ EXISTING_DOMAIN: existing }): Pick<ProvisionConfiguration, 'existing'> =>
    existing === undefined ? {} : { existing },
  ),
);

const dashboardsEnvironment = v.pipe(
  v.object({
    DASHBOARDS_URL: v.optional(v.pipe(v.string(), v.url('must be a URL'))),
    SITE: siteVariable,
  }),
  v.transform(({ DASHBOARDS_URL, SITE }): Pick<ProvisionConfiguration, 'dashboardsUrl' | 'site'> => ({
    ...(DASHBOARDS_URL !== undefined && { dashboardsUrl: DASHBOARDS_URL }),
    ...(SITE && { site: SITE }),
  })),
);

const schema = v.intersect([
  searchEnvironment,
  roleEnvironment,
  existingEnvironment,
  indexEnvironment,
  dashboardsEnvironment,
  metricsEnvironment,
]);

/** @throws KafkaInsightError CONFIGURATION_INVALID naming every problem at once */
export function readProvisionEnvironment(environment: Environment): ProvisionConfiguration {
  return readEnvironment(schema, environment);
}
