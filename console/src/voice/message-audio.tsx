import { useEffect, useRef, useState } from 'react';
import { MessageAudioDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { useApi } from '../session/session.ts';

/** So often in a row another address is asked for, before the player says itself that it can't play. */
const MOST_ADDRESSES = 2;

/**
 * Plays a spoken reply. Its address holds for an hour, and each answer of the server has another one: the first stays
 * until it fails, since a player that is given another begins anew. One that fails is replaced, and the player goes on
 * where it was.
 */
export function MessageAudio({ messageId, address }: { readonly messageId: string; readonly address: string }) {
  const strings = useStrings();
  const api = useApi();
  const player = useRef<HTMLAudioElement>(null);
  /** How often another address was taken in place of the first. */
  const [{ source, taken }, setSource] = useState({ source: address, taken: 0 });
  const replaced = useRef(0);
  /** Where the player was when its address failed, in seconds, and whether it played. */
  const place = useRef({ at: 0, plays: false });

  const failed = async () => {
    const { current } = player;
    if (!current || replaced.current >= MOST_ADDRESSES) return;
    replaced.current++;
    const { message } = await api.ask(MessageAudioDocument, { id: messageId }).catch(() => ({ message: null }));
    // Without another one the player shows that it can't play.
    const next = message?.audioUrl;
    if (next) setSource((before) => ({ source: next, taken: before.taken + 1 }));
  };
  const noted = () => {
    const { current } = player;
    // A player whose address has failed is at its beginning.
    if (current && !current.error) place.current = { at: current.currentTime, plays: !current.paused };
  };

  useEffect(() => {
    const { current } = player;
    if (!current || taken === 0) return;
    const { at, plays } = place.current;
    // Also where it is the same address: what failed may have passed.
    current.load();
    current.currentTime = at;
    // It was played before, so that the browser lets it go on.
    if (plays) void current.play().catch(() => undefined);
  }, [taken]);

  return (
    // biome-ignore lint/a11y/useMediaCaption: what is said is the text above it.
    <audio
      ref={player}
      className="message-audio"
      controls
      preload="none"
      src={source}
      aria-label={strings.chat.audio}
      onTimeUpdate={noted}
      onPlay={noted}
      onPause={noted}
      onSeeking={noted}
      onPlaying={() => {
        replaced.current = 0;
      }}
      onError={() => void failed()}
    />
  );
}
