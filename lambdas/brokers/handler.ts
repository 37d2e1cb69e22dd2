import { createBrokersHandler } from './brokers.ts';

export const handler = createBrokersHandler(process.env);
