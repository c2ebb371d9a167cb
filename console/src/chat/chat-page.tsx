import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { useThreads } from '../data/queries.ts';
import { newId } from '../data/uuid.ts';
import { useListKeys } from '../shell/keys.ts';
import { Icon } from '../ui/icons.tsx';
import { useWords } from '../words/reader.tsx';
import { ThreadView } from './thread.tsx';
import { ThreadList } from './thread-list.tsx';

/** Threads beside the open one; on a phone one or the other. */
export const ChatPage = ({ threadKey }: { threadKey?: string }): ReactNode => {
  const { t } = useWords();
  const { data: threads } = useThreads();
  const [, navigate] = useLocation();
  // A thread that nobody wrote in yet needs a key as well, the same until the first message is sent.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new key each time the page is opened without one
  const freshKey = useMemo(newId, [threadKey === undefined]);
  const open = threadKey ?? freshKey;
  const list = useRef<HTMLElement>(null);
  useListKeys(list);
  const title = threads?.find((each) => each.threadKey === threadKey)?.title;
  useEffect(() => {
    document.title = `${title ?? t('page.chat')} · Countersign`;
  }, [title, t]);
  const empty = threads !== undefined && threads.length === 0;
  return (
    <div className="chat" data-pane={threadKey === undefined && !empty ? 'list' : 'thread'}>
      <aside className="thread-pane" ref={list} aria-label={t('page.threads')}>
        <div className="pane-header">
          <h1>{t('page.chat')}</h1>
          <Link
            className="icon-button"
            href={`/chat/${freshKey}`}
            aria-label={t('page.new_thread')}
            title={t('page.new_thread')}
          >
            <Icon name="plus" />
          </Link>
        </div>
        <ThreadList threads={threads} current={threadKey} />
      </aside>
      <ThreadView
        key={open}
        threadKey={open}
        title={title}
        onSend={() => {
          if (threadKey === undefined) navigate(`/chat/${open}`, { replace: true });
        }}
      />
    </div>
  );
};
