import { createInspectHandler } from './reconcile.ts';

export const handler = createInspectHandler(process.env);
