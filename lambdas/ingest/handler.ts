import { createIngestHandler } from './ingest.ts';

export const handler = createIngestHandler(process.env);
