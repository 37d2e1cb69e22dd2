import { counted } from '../../core/wording.ts';
import { regions, zonesByNameRegions, zonesWithoutMsk } from './known.ts';
import { namedVpc } from './networks.ts';
import type { Stage } from './stage.ts';

/** What is wrong with where a stage is: its region and its availability zones. */
export function placeRules(stage: Stage): readonly string[] {
  return [...regionRules(stage), ...zoneRules(stage), ...searchZoneRules(stage)];
}

/** Regions of China and GovCloud, and of the partitions that are closed to the public. */
const OTHER_PARTITION = /^(?:cn|us-gov|us-iso[a-z]?|eu-isoe)-/;
const NOT_TRIED = 'China and GovCloud have not been tried, and names and endpoints differ there';

function regionRules({ region }: Stage): string[] {
  if (region === undefined || regions.includes(region)) return [];
  return OTHER_PARTITION.test(region)
    ? [`region is "${region}"; ${NOT_TRIED}`]
    : [`region is "${region}"; AWS has ${regions.join(', ')}`];
}

/** What is wrong with the region of the profile that deploys a stage, where the stage names none. */
export function profileRules({ name, region }: Stage, profileRegion: string): readonly string[] {
  return region === undefined && OTHER_PARTITION.test(profileRegion)
    ? [`stage ${name}: the profile that deploys is in "${profileRegion}"; ${NOT_TRIED}`]
    : [];
}

/** Why the zones of a new VPC cannot be taken by their position in a region, and what to do; undefined where they can. */
export function zonesToName(stage: Stage, region: string): string | undefined {
  const reason = zonesByNameRegions.get(region);
  return reason === undefined || stage.availabilityZones !== undefined || namedVpc(stage) !== undefined
    ? undefined
    : `in ${region} ${reason}; name ${counted(stage.kafka.zones, 'zone')} that have MSK, by name or id: aws ec2 describe-availability-zones --region ${region}`;
}

function zoneRules(stage: Stage): string[] {
  const { region, availabilityZones, kafka } = stage;
  if (availabilityZones === undefined) {
    const missing = zonesToName(stage, region ?? '');
    return missing === undefined ? [] : [`availabilityZones is missing, and ${missing}`];
  }
  if (region === undefined)
    return ['availabilityZones are given without a region; name it, since zones belong to a region'];
  const areIds = availabilityZones.every(isZoneId);
  const zone = new RegExp(areIds ? `^${zoneIdPrefix(region)}-az\\d$` : `^${region}[a-z]$`);
  const strangers = availabilityZones.filter((one) => !zone.test(one));
  const isDistinct = new Set(availabilityZones).size === availabilityZones.length;
  return [
    ...strangers.map(
      (one) =>
        `availabilityZones holds "${one}"; name zones of ${region} like ${region}a, or all of them by their ids, like ${zoneIdPrefix(region)}-az1`,
    ),
    ...availabilityZones
      .filter((one) => zonesWithoutMsk.has(one))
      .map((one) => `availabilityZones holds "${one}", where MSK is not offered; take another one`),
    ...(isDistinct && availabilityZones.length === kafka.zones
      ? []
      : [`availabilityZones are ${availabilityZones.join(', ')}; kafka.zones demands ${kafka.zones} different ones`]),
  ];
}

/** Whether a zone is given by its id, which is the same zone in every account, such as `use1-az2`, and not by its name, such as `us-east-1b`. */
export function isZoneId(zone: string): boolean {
  return /^[a-z]+\d-az\d$/.test(zone);
}

/** `use1` of us-east-1, `apse2` of ap-southeast-2 (AWS Regions and Availability Zones, "Availability Zones"). */
function zoneIdPrefix(region: string): string {
  const [continent = '', direction = '', number = ''] = region.split('-');
  const initials = Array.from(direction.matchAll(/north|south|east|west|central/g), ([word]) => word.slice(0, 1));
  return `${continent}${initials.join('')}${number}`;
}

/** A domain in the VPC needs a subnet in each of its zones, and the VPC has those of the brokers. */
function searchZoneRules({ search, kafka }: Stage): string[] {
  return search.endpoint === 'public' || search.zones <= kafka.zones
    ? []
    : [
        `search.zones is ${search.zones} with kafka.zones ${kafka.zones}; a domain in the VPC can have at most as many zones as the brokers`,
      ];
}
