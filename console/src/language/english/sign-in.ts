export const englishSignIn = {
  title: 'Sign in to LEX',
  key: 'API key',
  keyExplained: 'Whoever runs the server makes one with “lex keys create”.',
  keyInstead: 'Use an API key instead',
  noProvider:
    'This server takes tokens of an identity provider and API keys. Its console isn’t set up to sign in with the ' +
    'provider (LEX_OIDC_ISSUER): enter an API key, which lets in beside tokens.',
  stay: 'Stay signed in on this device',
  submit: 'Sign in',
  withKey: 'Sign in with the key',
  withProvider: 'Sign in',
  providerExplained: 'You sign in with your identity provider and come back here.',
  signOut: 'Sign out',
  reasons: {
    keyRefused: 'The server doesn’t take this key.',
    keyEnded: 'The server takes the key no more: it has ended or was revoked.',
    ended: 'Your sign-in has ended. Sign in again, and you are where you were.',
    tokenRefused: 'The server doesn’t take the token that the identity provider gave.',
    elsewhere: 'You signed out in another tab.',
    notAsked: 'That answer of an identity provider belongs to no sign-in that this tab has begun. Sign in here.',
    denied: 'The identity provider didn’t sign you in.',
    wrongAnswer: 'The identity provider’s answer isn’t as it should be, and was not taken.',
    unreachable: 'The identity provider can’t be reached. Try again in a moment.',
    insecure:
      'Browsers let a page sign in only over https, or on the server’s own machine. Open the console there, or use an ' +
      'API key.',
    origin:
      'The identity provider gives tokens at another address than its own, where this page may not ask. Whoever runs ' +
      'the server adds it to LEX_OIDC_ORIGINS:',
  },
};
