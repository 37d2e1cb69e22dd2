import { createSignInHandler } from './sign-in.ts';

export const handler = createSignInHandler(process.env);
