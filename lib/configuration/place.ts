import { counted } from '../../core/wording.ts';
import { regions, zonesByNameRegions, zonesWithoutMsk } from './known.ts';
import type { Stage } from './stage.ts';

/** What is wrong with where a stage is: its region and its availability zones. */
export function placeRules(stage: Stage): readonly string[] {
  return [...regionRules(stage), ...zoneRules(stage), ...searchZoneRules(stage)];
}

function regionRules({ region }: Stage): string[] {
  if (region === undefined || regions.includes(region)) return [];
  return /^(?:cn|us-gov)-/.test(region)
    ? [`region is "${region}"; China and GovCloud have not been tried, and names and endpoints differ there`]
    : [`region is "${region}"; AWS has ${regions.join(', ')}`];
}

function zoneRules({ region, availabilityZones, kafka }: Stage): string[] {
  if (availabilityZones === undefined) {
    const reason = zonesByNameRegions.get(region ?? '');
    return reason === undefined
      ? []
      : [
          `availabilityZones is missing, and in ${region} ${reason}; name ${counted(kafka.zones, 'zone')} that have MSK, by name or id: aws ec2 describe-availability-zones --region ${region}`,
        ];
  }
  if (region === undefined) return ['availabilityZones are given without a region; name it, since zones are of one'];
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
      : [`availabilityZones are ${availabilityZones.join(', ')}; kafka.zones asks for ${kafka.zones} different ones`]),
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
        `search.zones is ${search.zones} with kafka.zones ${kafka.zones}; a domain in the VPC can have as many zones as the brokers at most`,
      ];
}
