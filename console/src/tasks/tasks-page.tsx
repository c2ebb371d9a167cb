import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { Link, useSearchParams } from 'wouter';
import { TASK_STATUSES, TERMINAL_TASK_STATUSES, taskNumber } from '../../../core/task.ts';
import { Ago } from '../card/time.tsx';
import { useTasks } from '../data/queries.ts';
import type { TaskRow } from '../data/rows.ts';
import { useListKeys } from '../shell/keys.ts';
import { LoadError } from '../shell/states.tsx';
import { useWords } from '../words/reader.tsx';
import { TaskStatusWord } from './status.tsx';

const ENDED: readonly string[] = TERMINAL_TASK_STATUSES;
const SHOWS = {
  all: undefined,
  open: TASK_STATUSES.filter((status) => !ENDED.includes(status)).join(','),
  ended: ENDED.join(','),
} as const;
type Show = keyof typeof SHOWS;
const isShow = (value: string | null): value is Show => value !== null && value in SHOWS;

export const TasksPage = (): ReactNode => {
  const { t } = useWords();
  const [search] = useSearchParams();
  const wanted = search.get('show');
  const show = isShow(wanted) ? wanted : 'all';
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useTasks(SHOWS[show]);
  const list = useRef<HTMLDivElement>(null);
  useListKeys(list);
  useEffect(() => {
    document.title = `${t('page.tasks')} · Countersign`;
  }, [t]);
  const rows = data?.pages.flatMap(({ items }) => items);
  return (
    <div className="page" ref={list}>
      <div className="page-header">
        <h1>{t('page.tasks')}</h1>
        <nav className="filters" aria-label={t('page.filter')}>
          {(Object.keys(SHOWS) as Show[]).map((each) => (
            <Link
              key={each}
              className="filter"
              href={each === 'all' ? '/tasks' : `/tasks?show=${each}`}
              aria-current={each === show ? 'true' : undefined}
            >
              {t('page.show', { show: each })}
            </Link>
          ))}
        </nav>
      </div>
      {error && !rows && <LoadError error={error} onRetry={() => void refetch()} />}
      {rows?.length === 0 && <NoTasks filtered={show !== 'all'} />}
      {rows && rows.length > 0 && (
        <ul className="rows boxed">
          {rows.map((task) => (
            <TaskLine key={task.id} task={task} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button className="button more" isDisabled={isFetchingNextPage} onPress={() => void fetchNextPage()}>
          {t('page.show_more')}
        </Button>
      )}
    </div>
  );
};

const TaskLine = ({ task }: { task: TaskRow }): ReactNode => {
  const { t } = useWords();
  return (
    <li>
      <Link className="row-link" href={`/tasks/${taskNumber(task.number)}`} data-row>
        <span className="row-first">
          <TaskStatusWord status={task.status} />
          <span className="row-number">{taskNumber(task.number)}</span>
        </span>
        <span className="row-title">{task.objective}</span>
        <span className="row-meta">
          <span>{t('page.asked_by', { name: task.requestedBy.displayName })}</span>
          <Ago at={task.createdAt} />
        </span>
      </Link>
    </li>
  );
};

const NoTasks = ({ filtered }: { filtered: boolean }): ReactNode => {
  const { t } = useWords();
  return (
    <div className="empty">
      <h2>{filtered ? t('page.no_tasks_here') : t('page.no_tasks')}</h2>
      <p>{t('page.no_tasks_hint')}</p>
      <Link className="button primary" href="/chat">
        {t('page.go_to_chat')}
      </Link>
    </div>
  );
};
