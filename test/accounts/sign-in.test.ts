import { ResponseBodyError } from 'oauth4webapi';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { atEnd } from '../support/at-end.ts';
import { openAcknowledged, openRaw, subscribe } from '../support/clients/raw-socket.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';
import { type FakeProvider, startFakeProvider } from '../support/models/fake-provider.ts';
import {
  AUDIENCE,
  CLIENT_ID,
  type IdentityProvider,
  startIdentityProvider,
} from '../support/oidc/identity-provider.ts';
import { refresh, signIn } from '../support/oidc/sign-in.ts';

const ORIGIN = 'http://127.0.0.1:5173';
const REDIRECT_URI = `${ORIGIN}/signed-in`;
const PIECES = ['Once ', 'upon ', 'a ', 'time.'];
const CHAT = 'mutation { chat(input: { message: "Tell me a story" }) { reply { id } } }';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const Event = z.object({
  payload: z.object({ data: z.object({ replyStream: z.object({ kind: z.string(), text: z.string().nullable() }) }) }),
});

describe('people who sign in with an identity provider', () => {
  let identity: IdentityProvider;
  let model: FakeProvider;
  let lex: TestServer;
  let socketUrl: string;
  beforeAll(async () => {
    identity = await startIdentityProvider({ redirectUris: [REDIRECT_URI], origins: [ORIGIN] });
    model = await startFakeProvider();
    atEnd(() => model.close());
    lex = await startTestServer({ ...identity.settings, LEX_MODEL: 'compatible/any', COMPATIBLE_BASE_URL: model.url });
    socketUrl = `${lex.url.replace('http', 'ws')}/graphql`;
  });
  const signedIn = (user: string) => signIn(identity, { user, redirectUri: REDIRECT_URI });

  it('are told where by the server', async () => {
    const settings = await fetch(`${lex.url}/console/settings.json`);
    expect(await settings.json()).toMatchObject({
      auth: 'jwt',
      oidc: { issuer: identity.issuer, clientId: CLIENT_ID, scopes: 'openid profile offline_access' },
    });
  });

  it('are let in over HTTP and sockets with the token that they get for a code', async () => {
    const { accessToken } = await signedIn('ada');
    const viewer = { viewer: { name: 'ada', role: 'USER' } };
    const query = '{ viewer { name role } }';
    expect(await lex.client.answer(query, {}, bearer(accessToken))).toEqual({ data: viewer });
    const socket = await openAcknowledged({ socketUrl }, bearer(accessToken));
    socket.send(subscribe('1', query));
    expect(await socket.next()).toMatchObject({ id: '1', payload: { data: viewer } });
  });

  it('get a fresh token for each refresh token once', async () => {
    const first = await signedIn('bert');
    const second = await refresh(identity, first.refreshToken);
    expect(await lex.client.answer('{ viewer { name } }', {}, bearer(second.accessToken))).toEqual({
      data: { viewer: { name: 'bert' } },
    });
    await expect(refresh(identity, first.refreshToken)).rejects.toThrow(ResponseBodyError);
  });

  it('may come from a page, which reads the answers of the provider', async () => {
    const ask = (origin: string) =>
      fetch(`${identity.issuer}/token`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({ client_id: CLIENT_ID, grant_type: 'refresh_token', refresh_token: 'none' }),
      });
    expect((await ask(ORIGIN)).headers.get('access-control-allow-origin')).toBe(ORIGIN);
    expect((await ask('http://127.0.0.1:9')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('keep their socket and what runs on it by a fresh token; who shows none is shut out at its end', async () => {
    model.answerWith({ kind: 'text', pieces: PIECES });
    model.hold();
    // Lex takes it for half a minute longer than it says.
    identity.tokensLast(-5);
    const first = await signedIn('mia');
    const renewed = await openAcknowledged({ socketUrl }, bearer(first.accessToken));
    const left = await openAcknowledged({ socketUrl }, bearer(first.accessToken));
    const { data } = await lex.client.answer<{ chat: { reply: { id: string } } }>(CHAT, {}, bearer(first.accessToken));
    renewed.send(
      subscribe('1', 'subscription ($id: ID!) { replyStream(messageId: $id) { kind text } }', {
        variables: { id: data?.chat.reply.id },
      }),
    );
    const events: z.infer<typeof Event>['payload']['data']['replyStream'][] = [];
    const text = () => events.map((event) => event.text ?? '').join('');
    const readUntil = async (holds: () => boolean): Promise<void> => {
      while (!holds()) events.push(Event.parse(await renewed.next()).payload.data.replyStream);
    };
    model.release(1);
    await readUntil(() => text() === 'Once ');

    identity.tokensLast(600);
    const second = await refresh(identity, first.refreshToken);
    renewed.send({ type: 'ping', payload: bearer(second.accessToken) });
    expect(await renewed.next()).toEqual({ type: 'pong', payload: { authorization: 'accepted' } });
    model.release(1);
    await readUntil(() => text() === 'Once upon ');

    expect(await left.closed).toBe(4403);
    model.releaseAll();
    await readUntil(() => events.at(-1)?.kind === 'COMPLETED');
    expect(text()).toBe(PIECES.join(''));
    expect(events.some(({ kind }) => kind === 'RESTARTED')).toBe(false);
  });

  it('are not let in with a token that has ended', async () => {
    identity.tokensLast(-40);
    const { accessToken } = await signedIn('late');
    const socket = await openRaw({ socketUrl });
    socket.send({ type: 'connection_init', payload: bearer(accessToken) });
    expect(await socket.closed).toBe(4403);
    expect(await lex.client.answer('{ viewer { name } }', {}, bearer(accessToken))).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    identity.tokensLast(600);
  });

  it('are not let in with a token for another server', async () => {
    const elsewhere = await startTestServer({ ...identity.settings, LEX_JWT_AUDIENCE: `${AUDIENCE}/other` });
    const { accessToken } = await signedIn('ada');
    expect(await elsewhere.client.answer('{ viewer { name } }', {}, bearer(accessToken))).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });
});
