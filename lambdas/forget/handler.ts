import { createForgetHandler } from './forget.ts';

export const handler = createForgetHandler(process.env);
