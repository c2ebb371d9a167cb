import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import { type Approval, approvalNumber } from '../../../core/approval.ts';
import { callName } from '../../../core/skill.ts';
import { taskNumber } from '../../../core/task.ts';
import { Ago, Expiry } from '../card/time.tsx';
import { useApprovals, useSession } from '../data/queries.ts';
import { useListKeys } from '../shell/keys.ts';
import { LoadError } from '../shell/states.tsx';
import { useWords } from '../words/reader.tsx';
import { ApprovalStatusWord } from './status.tsx';
import { waitsFor } from './waits-for.ts';

/** What waits for me first, then what waits for others, then what is over. */
export const ApprovalsPage = (): ReactNode => {
  const { t } = useWords();
  const { member } = useSession();
  const pending = useApprovals('pending');
  const all = useApprovals();
  const list = useRef<HTMLDivElement>(null);
  useListKeys(list);
  useEffect(() => {
    document.title = `${t('page.approvals')} · Countersign`;
  }, [t]);
  const error = pending.error ?? all.error;
  if (!pending.data || !all.data) {
    return error ? (
      <LoadError error={error} onRetry={() => void Promise.all([pending.refetch(), all.refetch()])} />
    ) : null;
  }
  const waiting = pending.data.pages.flatMap(({ items }) => items);
  const mine = waiting.filter((approval) => waitsFor(approval, member));
  const others = waiting.filter((approval) => !waitsFor(approval, member));
  const over = all.data.pages.flatMap(({ items }) => items).filter(({ status }) => status !== 'pending');
  return (
    <div className="page" ref={list}>
      <div className="page-header">
        <h1>{t('page.approvals')}</h1>
      </div>
      <Group title={t('page.waiting_for_you', { count: mine.length })} approvals={mine}>
        <div className="empty">
          <h3>{t('page.nothing_waits')}</h3>
          <p>{t('page.nothing_waits_hint')}</p>
        </div>
      </Group>
      {others.length > 0 && <Group title={t('page.waiting_for_others')} approvals={others} />}
      {over.length > 0 && <Group title={t('page.recent')} approvals={over} />}
      {all.hasNextPage && (
        <Button
          className="button more"
          isDisabled={all.isFetchingNextPage}
          onPress={() => void all.fetchNextPage()}
        >
          {t('page.show_more')}
        </Button>
      )}
    </div>
  );
};

const Group = ({
  title,
  approvals,
  children,
}: {
  title: string;
  approvals: readonly Approval[];
  children?: ReactNode;
}): ReactNode => (
  <section className="group" aria-label={title}>
    <h2>{title}</h2>
    {approvals.length === 0 ? (
      children
    ) : (
      <ul className="rows boxed">
        {approvals.map((approval) => (
          <ApprovalLine key={approval.id} approval={approval} />
        ))}
      </ul>
    )}
  </section>
);

const ApprovalLine = ({ approval }: { approval: Approval }): ReactNode => {
  const { t } = useWords();
  const { subject, status } = approval;
  const last = approval.decisions.at(-1);
  return (
    <li>
      <Link className="row-link" href={`/approvals/${approvalNumber(approval.number)}`} data-row>
        <span className="row-first">
          <ApprovalStatusWord status={status} />
          <span className="row-number">{approvalNumber(approval.number)}</span>
        </span>
        <span className="row-title">
          {callName(subject)} {subject.target && <>→ {subject.target}</>}
          {subject.items && subject.items.length > 0 && (
            <span className="quiet"> {t('page.and_more', { count: subject.items.length })}</span>
          )}
        </span>
        <span className="row-meta">
          <span>{t('page.asked_by', { name: approval.requestedBy.displayName })}</span>
          {approval.taskNumber !== null && <span>{taskNumber(approval.taskNumber)}</span>}
          {status === 'pending' ? (
            <Expiry at={approval.expiresAt} />
          ) : (
            <>
              {last && (
                <span>{t('page.decided_by', { verdict: last.verdict, name: last.by.displayName })}</span>
              )}
              <Ago at={approval.decidedAt ?? approval.createdAt} />
            </>
          )}
        </span>
      </Link>
    </li>
  );
};
