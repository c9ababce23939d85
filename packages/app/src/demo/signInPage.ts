import { SignInPageBlueprint } from '@backstage/plugin-app-react';

/** Replaces the sign-in page by a choice of personas. */
export const signInPage = SignInPageBlueprint.make({
  params: {
    loader: async () =>
      import('./PersonaSignInPage').then(module => module.PersonaSignInPage),
  },
});
