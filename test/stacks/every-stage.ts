import { deliveryNames } from '../../lib/configuration/deliveries.ts';
import type { Stage } from '../../lib/configuration/stage.ts';
import { exampleOrganisation, guestStage, organisationStage } from './organisation.ts';
import { clusterStage, domainStage, expressStage, placedStage, preset, samlMetadata } from './synthesis.ts';

const dev = preset('dev');
const prod = preset('prod');

const saml = { metadata: samlMetadata, rolesAttribute: 'groups', readers: ['readers'], admins: ['ops'] };

/** Each preset, and each option that creates other resources: what rules about templates are asked of. */
export const everyStage: Readonly<Record<string, Stage>> = {
  dev,
  prod,
  'express brokers': expressStage(),
  'pseudonyms, producers and alarms by e-mail': preset('prod', {
    pseudonymise: true,
    producers: { principals: ['210987654321'], networks: ['10.1.0.0/16'] },
    alarmEmails: ['ops@example.com'],
  }),
  'a search domain with standby': preset('prod', {
    search: { ...prod.search, standby: true, replicas: 2, indexPeriod: 'month' },
  }),
  'addresses, zones and networks that a small stage names': placedStage(dev),
  'addresses, zones and networks that a large stage names': placedStage(prod),
  'networks, topics and limits of an organisation': preset('dev', {
    network: { vpcId: 'vpc-0a1b2c3d4e5f67890', subnetIds: ['subnet-0a1b2c3d4e5f67890', 'subnet-0a1b2c3d4e5f67891'] },
    search: { ...dev.search, allowedNetworks: ['203.0.113.0/24'] },
    alarmTopics: {
      critical: 'arn:aws:sns:eu-west-1:210987654321:pager',
      warning: 'arn:aws:sns:eu-west-1:210987654321:mail',
    },
  }),
  'a cluster that is there': clusterStage(),
  'a domain that is there': domainStage(),
  'people who sign in by SAML': preset('prod', { search: { ...prod.search, saml } }),
  'a key of the organisation': preset('prod', {
    encryptionKey: 'arn:aws:kms:eu-west-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    pseudonymise: true,
    notifications: [{ name: 'ops', kind: 'slack' }],
  }),
  'logs that AWS delivers': preset('dev', { deliveries: deliveryNames }),
  'findings that are told': preset('prod', {
    notifications: [
      { name: 'mail', kind: 'email', addresses: ['ops@example.com'] },
      { name: 'ops', kind: 'slack' },
    ],
  }),
  'all that goes together of what an organisation asks for': organisationStage(exampleOrganisation),
  'the same in a domain that is there, too': guestStage(exampleOrganisation),
  'a small domain in the VPC': preset('dev', { search: { ...dev.search, endpoint: 'vpc' } }),
};
