import {
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import type { ConsoleMessage } from '../../../core/ports/stores.ts';
import { useOutbox } from '../data/outbox.ts';
import { useMessages } from '../data/queries.ts';
import { Icon } from '../ui/icons.tsx';
import { problemText } from '../ui/problem.ts';
import { useWords } from '../words/reader.tsx';
import { Composer, type ComposerHandle } from './composer.tsx';
import { FormMessages } from './form-messages.tsx';
import { MessageView } from './message.tsx';
import { OutgoingView } from './outgoing.tsx';
import { Welcome } from './welcome.tsx';

interface ThreadViewProps {
  readonly threadKey: string;
  readonly title: string | undefined;
  /** Something was written here, so the thread has an address from now on. */
  onSend(): void;
}

export const ThreadView = ({ threadKey, title, onSend }: ThreadViewProps): ReactNode => {
  const words = useWords();
  const { t } = words;
  const { data: messages, error } = useMessages(threadKey);
  const outbox = useOutbox(threadKey);
  const composer = useRef<ComposerHandle>(null);
  const waiting = outbox.waiting.filter(
    ({ messageId }) => !messages?.some((message) => message.slot.endsWith(messageId)),
  );
  const { pane, behind, toEnd } = useFollowEnd(messages, waiting.length);
  const empty = messages?.length === 0 && waiting.length === 0;
  return (
    <section className="thread" aria-label={title ?? t('page.new_thread')}>
      <div className="pane-header thread-header">
        <Link className="icon-button only-phone" href="/chat" aria-label={t('page.all_threads')}>
          <Icon name="back" />
        </Link>
        <h2>{title ?? t('page.new_thread')}</h2>
      </div>
      <div className="messages" ref={pane} tabIndex={-1}>
        <div className="messages-inner">
          {error && !messages && (
            <p className="problem" role="alert">
              {problemText(error, words)}
            </p>
          )}
          {empty && <Welcome onExample={(text) => composer.current?.fill(text)} />}
          {messages && <MessageList threadKey={threadKey} messages={messages} />}
          {waiting.map((each) => (
            <OutgoingView
              key={each.messageId}
              outgoing={each}
              onRetry={() => outbox.retry(each.messageId)}
              onDiscard={() => {
                outbox.discard(each.messageId);
                composer.current?.fill(each.text);
              }}
            />
          ))}
        </div>
      </div>
      {behind && (
        <Button className="button to-end" onPress={toEnd}>
          <Icon name="down" size={16} /> {t('page.newer_messages')}
        </Button>
      )}
      <FormMessages threadKey={threadKey} messages={messages ?? []} />
      <Composer
        ref={composer}
        threadKey={threadKey}
        onSend={(text) => {
          outbox.send(text);
          onSend();
          toEnd();
        }}
      />
    </section>
  );
};

const MessageList = ({
  threadKey,
  messages,
}: {
  threadKey: string;
  messages: readonly ConsoleMessage[];
}): ReactNode => (
  <ol className="message-list">
    {messages
      .filter((message) => message.body.kind !== 'form')
      .map((message) => (
        <MessageView key={message.slot} threadKey={threadKey} message={message} />
      ))}
  </ol>
);

const NEAR_PX = 80;

/** Stays at the end while the reader is there; who reads further up is told, not moved. */
const useFollowEnd = (
  messages: readonly ConsoleMessage[] | undefined,
  waiting: number,
): { pane: RefObject<HTMLDivElement | null>; behind: boolean; toEnd: () => void } => {
  const pane = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const count = useRef(0);
  const [behind, setBehind] = useState(false);
  const toEnd = useCallback(() => {
    atEnd.current = true;
    setBehind(false);
    pane.current?.scrollTo({ top: pane.current.scrollHeight });
  }, []);
  /** A new message that is longer than the window is read from its first line. */
  const toNewest = useCallback(() => {
    const last = pane.current?.querySelector<HTMLElement>('.message-list > :last-child');
    const long = last && last.offsetHeight > (pane.current?.clientHeight ?? 0);
    if (long) last.scrollIntoView({ block: 'start' });
    else toEnd();
  }, [toEnd]);
  useEffect(() => {
    const element = pane.current;
    const watch = (): void => {
      if (!element) return;
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
      if (atEnd.current) setBehind(false);
    };
    element?.addEventListener('scroll', watch, { passive: true });
    return () => element?.removeEventListener('scroll', watch);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a message that waits to be sent moves the end too
  useLayoutEffect(() => {
    const grew = (messages?.length ?? 0) > count.current;
    count.current = messages?.length ?? 0;
    if (atEnd.current) (grew ? toNewest : toEnd)();
    else if (grew) setBehind(true);
  }, [messages, waiting, toEnd, toNewest]);
  return { pane, behind, toEnd };
};
