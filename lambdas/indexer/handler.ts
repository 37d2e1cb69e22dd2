import { createIndexHandler } from './indexer.ts';

export const handler = createIndexHandler(process.env);
