import {
  type ControlsPanel,
  type Dashboard,
  type GuidePanel,
  isAggregationPanel,
  type Panel,
  panelsOf,
  type ReportPanel,
  type Row,
} from '../definition.ts';
import { TIME_PIXELS, widthOfField } from './column-widths.ts';
import { indexPatternId } from './index-pattern.ts';
import {
  listedTitle,
  panelVersions,
  type Product,
  type Reference,
  type SavedObject,
  savedObject,
  SEARCH_SOURCE_INDEX,
} from './saved-object.ts';
import { inputControls, markdown, searchSource, visualization } from './visualization.ts';

const ROW_COLUMNS = 48;

/**
 * No time range: a dashboard that has one puts it over the reader's at every click on a link (opensearch-project/OpenSearch-Dashboards,
 * src/plugins/dashboard/public/application/utils/use/use_saved_dashboard_instance.ts). What the reader sees at first is the product's own
 * setting, see defaultTimeSettings.
 */
const keptTime = { timeRestore: false };

/**
 * The saved objects of one dashboard, itself last. All dashboards are needed for the links between them.
 *
 * References: OpenSearch Dashboards names them `panel_0`, Kibana `<panel>:panel_<panel>`; a Kibana dashboard has its
 * controls within, `controlGroup_<control>:optionsListDataView`.
 */
export function dashboardObjects(dashboard: Dashboard, all: readonly Dashboard[], product: Product): SavedObject[] {
  const placed = placePanels(drawableRows(dashboard.rows, product));
  const parts = placed.map(({ panel }) => panelObject(panel, dashboard, all, product));
  const attributes = {
    ...(product === 'kibana' ? { controlGroupInput: controlGroup(controlsOf(dashboard)) } : {}),
    description: dashboard.description,
    hits: 0,
    kibanaSavedObjectMeta: {
      searchSourceJSON: JSON.stringify({ query: { query: '', language: 'kuery' }, filter: [] }),
    },
    optionsJSON: JSON.stringify({ hidePanelTitles: false, useMargins: true }),
    panelsJSON: JSON.stringify(placed.map((place, index) => panelEntry(place, index, parts[index]?.type, product))),
    ...keptTime,
    title: listedTitle(dashboard.title),
    version: 1,
  };
  const references = parts.map(({ id, type }, index) => ({ id, name: panelReference(index, product), type }));
  const controlReferences = product === 'kibana' ? controlsOf(dashboard).flatMap(controlGroupReferences) : [];
  const object = savedObject(product, {
    type: 'dashboard',
    id: dashboardId(dashboard),
    attributes,
    references: [...references, ...controlReferences],
  });
  return [...parts, object];
}

/** The id of a dashboard's saved object. */
function dashboardId({ id }: Dashboard): string {
  return `kafkainsight-${id}`;
}

/** A panel that the products draw. */
type DrawablePanel = Exclude<Panel, ReportPanel>;

interface DrawableRow {
  readonly height: number;
  readonly panels: readonly DrawablePanel[];
}

interface Place {
  readonly panel: DrawablePanel;
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

function placePanels(rows: readonly DrawableRow[]): Place[] {
  let y = 0;
  return rows.flatMap(({ height, panels }) => {
    let x = 0;
    const places = panels.map((panel) => {
      const place = { panel, x, y, height };
      x += panel.width;
      return place;
    });
    y += height;
    return places;
  });
}

/** The rows without what a product draws elsewhere, as Kibana its controls, or not at all; the columns go to the first panel next to it. */
function drawableRows(rows: readonly Row[], product: Product): DrawableRow[] {
  return rows.flatMap((row) => {
    const panels = row.panels.filter((panel): panel is DrawablePanel => isDrawable(panel, product));
    const free = ROW_COLUMNS - panels.reduce((sum, { width }) => sum + width, 0);
    const widened = panels.map((panel, index) => (index === 0 ? { ...panel, width: panel.width + free } : panel));
    return widened.length === 0 ? [] : [{ height: heightOf(row), panels: widened }];
  });
}

function isDrawable(panel: Panel, product: Product): boolean {
  if (panel.kind === 'report') return false;
  return panel.kind !== 'controls' || product === 'opensearch';
}

/** Rows of the grid that Markdown of 12 points needs for a line, and a control for its label, its list and its room. */
const ROWS_OF_LINE = 1;
const ROWS_OF_CONTROL = 3;
const ROWS_OF_FRAME = 3;
/** Characters of a line, for a column of the grid; of 48 at 1,366 pixels. */
const CHARACTERS_OF_COLUMN = 3.6;

/** High enough for all that a guide says, and for all controls: the products cut what is longer. */
function heightOf({ height, panels }: Row): number {
  const needed = panels.map((panel) => {
    if (panel.kind === 'controls') return ROWS_OF_FRAME + ROWS_OF_CONTROL * panel.controls.length;
    if (panel.kind !== 'guide') return 0;
    const lines = panel.lines.map(({ length }) => Math.ceil(length / (panel.width * CHARACTERS_OF_COLUMN)));
    // and one with the links
    return ROWS_OF_FRAME + ROWS_OF_LINE * (2 + lines.reduce((sum, count) => sum + count, 0));
  });
  return Math.max(height, ...needed);
}

function panelObject(
  panel: DrawablePanel,
  dashboard: Dashboard,
  all: readonly Dashboard[],
  product: Product,
): SavedObject {
  const id = `${dashboardId(dashboard)}-${panel.id}`;
  if (isAggregationPanel(panel)) return visualization(panel, id, product);
  switch (panel.kind) {
    case 'controls':
      return inputControls(panel, id);
    case 'guide':
      return markdown(product, id, panel.title, guideText(panel, dashboard, all));
    case 'notice':
      return markdown(product, id, panel.title, panel.text);
    case 'lines': {
      const attributes = {
        columns: panel.columns,
        ...(product === 'kibana' ? { grid: { columns: columnWidths(panel.columns) } } : {}),
        description: '',
        hits: 0,
        kibanaSavedObjectMeta: { searchSourceJSON: searchSource(panel.where, { highlightAll: true, version: true }) },
        sort: [['@timestamp', 'desc']],
        title: listedTitle(panel.title),
        version: 1,
      };
      const reference = {
        id: indexPatternId(panel.dataView),
        name: SEARCH_SOURCE_INDEX,
        type: 'index-pattern',
      } as const;
      return savedObject(product, { type: 'search', id, attributes, references: [reference] });
    }
  }
}

/** Kibana gives the message what is left. */
function columnWidths(columns: readonly string[]): Readonly<Record<string, { readonly width: number }>> {
  const widths = columns.filter((name) => name !== 'message').map((name) => [name, { width: widthOfField(name) }]);
  return Object.fromEntries([['@timestamp', { width: TIME_PIXELS }], ...widths]) as ReturnType<typeof columnWidths>;
}

/** `#/view/<id>` is an address within the dashboards application, whatever precedes it (base path, tenant, space). */
function guideText(panel: GuidePanel, dashboard: Dashboard, all: readonly Dashboard[]): string {
  const links = all.map((other) =>
    other.id === dashboard.id ? `**${other.title}**` : `[${other.title}](#/view/${dashboardId(other)})`,
  );
  return `${links.join(' · ')}\n\n${panel.lines.map((line) => `- ${line}`).join('\n')}`;
}

function panelEntry({ panel, x, y, height }: Place, index: number, type: string | undefined, product: Product): object {
  const panelIndex = String(index);
  return {
    version: panelVersions[product],
    ...(product === 'kibana' ? { type } : {}),
    gridData: { x, y, w: panel.width, h: height, i: panelIndex },
    panelIndex,
    // in a dashboard the question alone, without the name that it has in lists
    title: panel.title,
    embeddableConfig: product === 'kibana' ? { enhancements: {} } : {},
    panelRefName: `panel_${panelIndex}`,
  };
}

function panelReference(index: number, product: Product): string {
  return product === 'kibana' ? `${index}:panel_${index}` : `panel_${index}`;
}

function controlsOf(dashboard: Dashboard): ControlsPanel[] {
  return panelsOf(dashboard).filter((panel) => panel.kind === 'controls');
}

function controlGroup(panels: readonly ControlsPanel[]): object {
  const controls = panels.flatMap(({ controls }) => controls);
  const entries = controls.map(({ field, label }, order) => [
    field,
    {
      order,
      width: 'medium',
      grow: true,
      type: 'optionsListControl',
      explicitInput: { fieldName: field, title: label, id: field, enhancements: {} },
    },
  ]);
  return {
    chainingSystem: 'HIERARCHICAL',
    controlStyle: 'oneLine',
    ignoreParentSettingsJSON: JSON.stringify({
      ignoreFilters: false,
      ignoreQuery: false,
      ignoreTimerange: false,
      ignoreValidations: false,
    }),
    panelsJSON: JSON.stringify(Object.fromEntries(entries)),
  };
}

function controlGroupReferences({ dataView, controls }: ControlsPanel): Reference[] {
  return controls.map(({ field }) => ({
    id: indexPatternId(dataView),
    name: `controlGroup_${field}:optionsListDataView`,
    type: 'index-pattern',
  }));
}
