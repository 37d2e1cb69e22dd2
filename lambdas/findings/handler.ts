import { createFindingsHandler } from './findings.ts';

export const handler = createFindingsHandler(process.env);
