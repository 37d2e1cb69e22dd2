import { stages } from '../../lib/configuration/stages.ts';
import { testLife } from './stage-life.ts';

for (const stage of stages.filter(({ name }) => name === 'prod')) testLife(stage);
