import type { DataViewName } from '../definition.ts';
import { dataViews, TIME_FIELD } from '../search.ts';
import { savedObject, type Product, type SavedObject } from './saved-object.ts';

/** The id of a data view's index pattern. */
export function indexPatternId(dataView: DataViewName): string {
  return `kafkainsight-${dataView}`;
}

/** The index pattern (Kibana: data view) of a data view. */
export function indexPattern(dataView: DataViewName, product: Product): SavedObject {
  const attributes = { fields: '[]', timeFieldName: TIME_FIELD, title: dataViews[dataView] };
  return savedObject(product, 'index-pattern', indexPatternId(dataView), attributes);
}
