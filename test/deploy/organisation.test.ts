import { exampleOrganisation, organisationStage } from '../stacks/organisation.ts';
import { testLife } from './stage-life.ts';

testLife(organisationStage(exampleOrganisation), 'an organisation');
