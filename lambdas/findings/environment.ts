import * as v from 'valibot';
import { type Environment, readEnvironment } from '../../adapters/environment.ts';
import { type SearchConfiguration, searchEnvironment } from '../../adapters/search/configuration.ts';
import { metricsEnvironment } from '../metrics.ts';

/** All that the findings function is told. */
export interface FindingsConfiguration {
  readonly search: SearchConfiguration;
  /** The stage whose metrics are written; absent: no metrics. */
  readonly metricsStage?: string;
}

const schema = v.intersect([searchEnvironment, metricsEnvironment]);

/** @throws KafkaInsightError CONFIGURATION_INVALID naming every problem at once */
export function readFindingsEnvironment(environment: Environment): FindingsConfiguration {
  return readEnvironment(schema, environment);
}
