import { createIndexHandler } from './index.ts';

export const handler = createIndexHandler(process.env);
