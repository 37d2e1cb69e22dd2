import { exampleOrganisation, guestStage } from '../stacks/organisation.ts';
import { testLife } from './stage-life.ts';

testLife(guestStage(exampleOrganisation), 'an organisation with a domain');
