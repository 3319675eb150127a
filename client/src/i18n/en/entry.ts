import { signIn } from './sign-in.ts'

/** The texts of the screens before sign-in: whoever is signed in does not load them. */
export const texts = { signIn }
