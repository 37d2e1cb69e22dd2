import { createProvisionHandler } from './provision.ts';

export const handler = createProvisionHandler(process.env);
