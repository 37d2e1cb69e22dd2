import { createNotifyHandler } from './notify.ts';

export const handler = createNotifyHandler(process.env);
