import { createReconcileHandler } from './reconcile.ts';

export const handler = createReconcileHandler(process.env);
