import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { Ago } from '../card/time.tsx';
import type { Thread } from '../data/queries.ts';
import { TaskStatusWord } from '../tasks/status.tsx';
import { useWords } from '../words/reader.tsx';

interface ThreadListProps {
  readonly threads: readonly Thread[] | undefined;
  readonly current: string | undefined;
}

export const ThreadList = ({ threads, current }: ThreadListProps): ReactNode => {
  const { t } = useWords();
  if (!threads) return null;
  if (threads.length === 0) return <p className="empty-note">{t('page.no_threads')}</p>;
  return (
    <ul className="rows threads">
      {threads.map((thread) => (
        <li key={thread.threadKey}>
          <Link
            className="row-link"
            href={`/chat/${thread.threadKey}`}
            data-row
            aria-current={thread.threadKey === current ? 'page' : undefined}
          >
            <span className="row-title">{thread.title}</span>
            <span className="row-meta">
              {thread.taskStatus && <TaskStatusWord status={thread.taskStatus} />}
              <Ago at={thread.lastMessageAt} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
};
