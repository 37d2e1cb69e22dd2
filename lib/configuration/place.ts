import { counted } from '../../core/wording.ts';
import { regions, zonesByNameRegions } from './known.ts';
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
          `availabilityZones is missing, and in ${region} ${reason}; name ${counted(kafka.zones, 'zone')} that have MSK: aws ec2 describe-availability-zones --region ${region}`,
        ];
  }
  if (region === undefined) return ['availabilityZones are given without a region; name it, since zones are of one'];
  const strangers = availabilityZones.filter((zone) => !new RegExp(`^${region}[a-z]$`).test(zone));
  const isDistinct = new Set(availabilityZones).size === availabilityZones.length;
  return [
    ...strangers.map((zone) => `availabilityZones holds "${zone}"; a zone of ${region} is named like ${region}a`),
    ...(isDistinct && availabilityZones.length === kafka.zones
      ? []
      : [`availabilityZones are ${availabilityZones.join(', ')}; kafka.zones asks for ${kafka.zones} different ones`]),
  ];
}

/** A domain in the VPC needs a subnet in each of its zones, and the VPC has those of the brokers. */
function searchZoneRules({ search, kafka }: Stage): string[] {
  return search.endpoint === 'public' || search.zones <= kafka.zones
    ? []
    : [
        `search.zones is ${search.zones} with kafka.zones ${kafka.zones}; a domain in the VPC can have as many zones as the brokers at most`,
      ];
}
