import { DATASET_PATTERN } from '../../core/names.ts';
import { counted } from '../../core/wording.ts';
import { openSearchVersions } from './known.ts';
import { mustBeOneOf, mustBeWithin, mustLast, type StageRule } from './rules.ts';
import { MAX_DATA_NODES, MAX_T3_NODES, MIN_VOLUME_GIB, nodesManagedBy, searchNodes } from './search-nodes.ts';
import type { Stage } from './stage.ts';

/** What is wrong with the search domain. */
export const searchRules: StageRule = ({ search }) => {
  const types = [...searchNodes.keys()];
  const isT3 = search.dataInstanceType.startsWith('t3.');
  const node = searchNodes.get(search.dataInstanceType);
  const problems = [
    ...mustBeOneOf('search.version', search.version, openSearchVersions),
    ...mustBeOneOf('search.dataInstanceType', search.dataInstanceType, types),
    ...(search.managers === undefined
      ? []
      : mustBeOneOf('search.managers.instanceType', search.managers.instanceType, types)),
    ...mustBeWithin(
      isT3 ? `search.dataNodes of ${search.dataInstanceType}` : 'search.dataNodes',
      search.dataNodes,
      1,
      isT3 ? MAX_T3_NODES : MAX_DATA_NODES,
    ),
    ...(node === undefined
      ? []
      : mustBeWithin(
          `search.storageGibPerNode of ${search.dataInstanceType}`,
          search.storageGibPerNode,
          MIN_VOLUME_GIB,
          node.volumeGib,
        )),
    ...mustBeWithin('search.replicas', search.replicas, 0, search.dataNodes - 1),
    ...mustBeWithin('search.refreshSeconds', search.refreshSeconds, 1, 3600),
    ...mustLast('search.retention', search.retention, 1),
    ...primaryShardRules(search),
  ];
  if (search.dataNodes % search.zones !== 0) {
    problems.push(
      `search.dataNodes is ${search.dataNodes} with ${counted(search.zones, 'zone')}; it must be a multiple of ${search.zones}`,
    );
  }
  if (search.zones > 1 && search.replicas === 0) {
    problems.push(
      `search.replicas is 0 with ${counted(search.zones, 'zone')}; without a replica the loss of a zone loses logs, so make it 1`,
    );
  }
  return [...problems, ...managerRules(search), ...standbyRules(search)];
};

function primaryShardRules({ shards }: Stage['search']): string[] {
  return Object.entries(shards).flatMap(([dataset, count]) => [
    ...(DATASET_PATTERN.test(dataset)
      ? []
      : [
          `search.shards names "${dataset}", which is no name of a dataset; write lower-case letters, digits, _ and ., a letter first`,
        ]),
    ...mustBeWithin(`search.shards of ${dataset}`, count, 1, 50),
  ]);
}

function managerRules({ managers, dataNodes }: Stage['search']): string[] {
  if (managers === undefined) return [];
  const nodes = nodesManagedBy(managers.instanceType);
  return nodes === undefined || dataNodes <= nodes
    ? []
    : [
        `search.managers.instanceType is ${managers.instanceType}, which can manage ${nodes} data nodes; there are ${dataNodes}, so choose a larger one`,
      ];
}

function standbyRules(search: Stage['search']): string[] {
  if (!search.standby) return [];
  const problems: string[] = [];
  if (search.dataInstanceType.startsWith('t3.')) {
    problems.push(
      `search.standby is on with ${search.dataInstanceType}; OpenSearch Service offers no standby with t3, so turn it off or take m7g.large.search`,
    );
  }
  if (search.zones !== 3 || search.managers === undefined)
    problems.push('search.standby needs 3 zones and dedicated managers');
  // otherwise no index can be created: "Index should have 3 or multiples of 3 copies including primary and replica"
  if ((search.replicas + 1) % 3 !== 0) {
    problems.push(
      `search.replicas is ${search.replicas} with search.standby; each of the three zones holds a copy then, so make it 2`,
    );
  }
  return problems;
}
