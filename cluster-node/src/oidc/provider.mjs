// A certified OpenID provider with a few people, for SsoTest. Its keys are new at each start.
// node provider.mjs PORT CLIENT_SECRET REDIRECT_URI PEOPLE, which is JSON: {"anna": ["group"]}
import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import * as oidc from 'oidc-provider';

const [port, secret, redirect, groups] = process.argv.slice(2);
const people = JSON.parse(groups);
const { privateKey } = await generateKeyPair('RS256', { extractable: true });
const key = { ...(await exportJWK(privateKey)), kid: randomUUID(), use: 'sig', alg: 'RS256' };

const provider = new oidc.Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: 'hie',
      client_secret: secret,
      redirect_uris: [redirect],
      post_logout_redirect_uris: [new URL('/', redirect).href],
    },
  ],
  jwks: { keys: [key] },
  cookies: { keys: [randomUUID()] },
  claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  findAccount: (context, id) =>
    people[id] && {
      accountId: id,
      claims: () => ({
        sub: `subject-${id}`,
        name: `${id} Example`,
        preferred_username: id,
        groups: people[id],
      }),
    },
});
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
