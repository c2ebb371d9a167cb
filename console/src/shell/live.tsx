import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import type { ConsoleMessage } from '../../../core/ports/stores.ts';
import { type Connection, type StreamMessage, startStream } from '../data/stream.ts';
import { useWords } from '../words/reader.tsx';
import { useAnnounce } from './announcer.tsx';

/** A gap this short is not worth a word. */
const QUIET_MS = 1500;

/** Keeps the page true while it is open, and says so when it can't. */
export const Live = (): ReactNode => {
  const client = useQueryClient();
  const { t, say } = useWords();
  const announce = useAnnounce();
  const [connection, setConnection] = useState<Connection>('connecting');
  const [shown, setShown] = useState(false);

  const onMessage = useEffectEvent(({ body }: StreamMessage, before: ConsoleMessage | undefined) => {
    if (body.kind === 'notice') announce(`${t('page.only_you')}: ${say(body.notice.text)}`);
    if (body.kind !== 'card') return;
    const same = before?.body.kind === 'card' && before.body.card.tone === body.card.tone;
    if (!same) announce([body.card.title, ...body.card.state.slice(0, 1)].map(say).join(', '));
  });

  useEffect(
    () =>
      startStream({
        client,
        onConnection: setConnection,
        onMessage: (message, before) => onMessage(message, before),
      }),
    [client],
  );

  useEffect(() => {
    if (connection !== 'lost') {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, [connection]);

  return (
    <div role="status" className="connection" data-state={connection}>
      {shown && <p className="connection-lost">{t('page.connection_lost')}</p>}
    </div>
  );
};
