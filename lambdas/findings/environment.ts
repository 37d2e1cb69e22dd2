import * as v from 'valibot';
import { type AwsConfiguration, awsEnvironment } from '../../adapters/aws.ts';
import { type Environment, readEnvironment, textOfFile } from '../../adapters/environment-variables.ts';
import { type SearchConfiguration, searchEnvironment } from '../../adapters/search/configuration.ts';
import { type Destination, destinationsSchema } from '../../core/notifications/settings.ts';
import type { Site } from '../../core/site/site.ts';
import { metricsEnvironment } from '../metrics.ts';
import { destinationsVariable } from '../notify/environment.ts';
import { siteVariable } from '../site-variable.ts';

/** Who is notified, and how: through a queue, which another function reads, or from here with the secrets of a file. */
type TellingConfiguration =
  | { readonly destinations: readonly Destination[]; readonly queueUrl: string; readonly aws: AwsConfiguration }
  | { readonly destinations: readonly Destination[]; readonly secrets: string };

/** The configuration of the findings function. */
export interface FindingsConfiguration {
  readonly search: SearchConfiguration;
  /** The stage whose metrics are written; absent: no metrics. */
  readonly metricsStage?: string;
  /** What is known of the site; absent where nothing is. */
  readonly site?: Site;
  /** Absent: nobody is notified. */
  readonly telling?: TellingConfiguration;
  /** Where OpenSearch Dashboards or Kibana are; for links. */
  readonly dashboardsUrl?: string;
}

const NO_FILE = 'must name a file of JSON with "destinations" and "secrets", see docs/findings.md, "Notifications"';
const NO_EMAIL = 'must have no destination of the kind email: that needs a stage';

const notificationsFile = v.pipe(
  textOfFile(),
  v.parseJson(undefined, NO_FILE),
  v.strictObject({ destinations: destinationsSchema, secrets: v.record(v.string(), v.string()) }, NO_FILE),
  v.check(({ destinations }) => destinations.every(({ kind }) => kind !== 'email'), NO_EMAIL),
);

const tellingEnvironment = v.pipe(
  v.object({
    DESTINATIONS: v.optional(destinationsVariable),
    DELIVERY_QUEUE_URL: v.optional(v.string()),
    NOTIFICATIONS_FILE: v.optional(notificationsFile),
    DASHBOARDS_URL: v.optional(v.pipe(v.string(), v.url('must be a URL'))),
  }),
  v.transform(({ DESTINATIONS, DELIVERY_QUEUE_URL: queueUrl, NOTIFICATIONS_FILE: file, DASHBOARDS_URL }) => ({
    ...(DESTINATIONS && queueUrl !== undefined && { queued: { destinations: DESTINATIONS, queueUrl } }),
    ...(file !== undefined && { direct: { ...file, secrets: JSON.stringify(file.secrets) } }),
    ...(DASHBOARDS_URL !== undefined && { dashboardsUrl: DASHBOARDS_URL.replace(/\/$/, '') }),
  })),
);

const siteEnvironment = v.pipe(
  v.object({ SITE: siteVariable }),
  v.transform(({ SITE }): Pick<FindingsConfiguration, 'site'> => (SITE === undefined ? {} : { site: SITE })),
);

const schema = v.intersect([searchEnvironment, metricsEnvironment, tellingEnvironment, siteEnvironment]);

/** @throws KafkaInsightError CONFIGURATION_INVALID naming every problem at once */
export function readFindingsEnvironment(environment: Environment): FindingsConfiguration {
  const { queued, direct, ...rest } = readEnvironment(schema, environment);
  if (queued === undefined) return { ...rest, ...(direct && { telling: direct }) };
  return { ...rest, telling: { ...queued, ...readEnvironment(awsEnvironment, environment) } };
}
