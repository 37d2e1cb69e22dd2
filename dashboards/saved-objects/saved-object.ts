/** The two products that saved objects are written for. Their formats have one ancestor, Kibana 7.10, and small differences. */
export type Product = 'opensearch' | 'kibana';

/** A reference from one saved object to another, by a name used in place of the id. */
export interface Reference {
  readonly id: string;
  readonly name: string;
  readonly type: SavedObjectType;
}

type SavedObjectType = 'index-pattern' | 'visualization' | 'search' | 'dashboard';

/** One line of an export file. Attributes whose names end in `JSON`, and `visState`, are JSON texts within. */
export interface SavedObject {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly coreMigrationVersion?: string;
  readonly id: string;
  readonly migrationVersion: Readonly<Partial<Record<SavedObjectType, string>>>;
  readonly references: readonly Reference[];
  readonly type: SavedObjectType;
}

/**
 * The version of each type's content; the product migrates it on import, and rejects a newer one. OpenSearch Dashboards: the newest of
 * all its versions so far (as exported by 2.7, aws-samples/siem-on-amazon-opensearch-service,
 * source/saved_objects/each-dashboard/web.ndjson; opensearch-project/OpenSearch-Dashboards,
 * src/plugins/dashboard/server/saved_objects/dashboard_migrations.ts has none after 7.9.3). Kibana: those of 8.0 to 8.3, which brought
 * dashboard controls (elastic/kibana, src/platform/test/functional/fixtures/kbn_archiver/dashboard/current/kibana.json, which Kibana's
 * own tests import; elastic/integrations, packages/apache/kibana/dashboard/apache-Logs-Apache-Dashboard.json).
 */
const versions: Readonly<Record<Product, Readonly<Record<SavedObjectType, string>>>> = {
  opensearch: { 'index-pattern': '7.6.0', visualization: '7.10.0', search: '7.9.3', dashboard: '7.9.3' },
  kibana: { 'index-pattern': '8.0.0', visualization: '8.0.0', search: '8.0.0', dashboard: '8.3.0' },
};

/** The version in which a dashboard's panels claim to have been created. */
export const panelVersions: Readonly<Record<Product, string>> = { opensearch: '2.7.0', kibana: '8.3.0' };

const KIBANA_CORE_VERSION = '8.3.0';

/** The name by which a saved object refers to the index pattern that its own search runs on. */
export const SEARCH_SOURCE_INDEX = 'kibanaSavedObjectMeta.searchSourceJSON.index';

type NewObject = Pick<SavedObject, 'type' | 'id' | 'attributes'> & Partial<Pick<SavedObject, 'references'>>;

/** Builds a saved object in the product's version. */
export function savedObject(product: Product, { type, id, attributes, references = [] }: NewObject): SavedObject {
  return {
    attributes,
    ...(product === 'kibana' ? { coreMigrationVersion: KIBANA_CORE_VERSION } : {}),
    id,
    migrationVersion: { [type]: versions[product][type] },
    references,
    type,
  };
}

/** A title as the products list it, among those of everything else that there is. */
export function listedTitle(title: string): string {
  return `[KafkaInsight] ${title}`;
}
