import { createIndexerHandler } from './indexer.ts';

export const handler = createIndexerHandler(process.env);
