import { type ReactNode, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { type Approval, approvalNumber } from '../../../core/approval.ts';
import { approvalCard } from '../../../core/approval-card.ts';
import type { CardButton } from '../../../core/card.ts';
import { taskNumber } from '../../../core/task.ts';
import { CardView } from '../card/card.tsx';
import { NoticeView } from '../card/notice.tsx';
import { useApproval, useTask } from '../data/queries.ts';
import { useDecisionKeys } from '../shell/keys.ts';
import { LoadError } from '../shell/states.tsx';
import { Said } from '../tasks/decisions.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Icon } from '../ui/icons.tsx';
import { useWords } from '../words/reader.tsx';
import { useDecision } from './use-decision.ts';

export const ApprovalPage = ({ id }: { id: string }): ReactNode => {
  const { t } = useWords();
  const { data: approval, error, refetch } = useApproval(id);
  useEffect(() => {
    document.title = `${id} · ${t('page.approvals')} · Countersign`;
  }, [id, t]);
  if (!approval) return error ? <LoadError error={error} onRetry={() => void refetch()} /> : null;
  return <ApprovalView approval={approval} />;
};

type Asking = 'approve' | 'reject' | null;

/** The same card as in the thread, with everything unfolded; a decision binds to exactly what is shown. */
const ApprovalView = ({ approval }: { approval: Approval }): ReactNode => {
  const { t, say } = useWords();
  const card = approvalCard(approval);
  const [asking, setAsking] = useState<Asking>(null);
  const decision = useDecision(approval);
  const approveButton = card.buttons.find(({ action }) => action === 'approve');
  const rejectButton = card.buttons.find(({ action }) => action === 'reject');
  useDecisionKeys(
    () => approveButton && setAsking('approve'),
    () => rejectButton && setAsking('reject'),
  );
  const act = async (button: CardButton): Promise<void> => {
    if (button.action === 'approve') await decision.decide('approve', null);
    if (button.action === 'reject') setAsking('reject');
  };
  const confirm = approveButton?.confirm;
  return (
    <div className="page">
      <Link className="back" href="/approvals">
        <Icon name="back" size={16} /> {t('page.approvals')}
      </Link>
      <CardView card={card} large onAction={act} />
      {decision.notice && <NoticeView notice={decision.notice} onAction={async () => undefined} />}
      {approveButton && <p className="quiet key-hint">{t('page.decision_keys')}</p>}
      {approval.decisions.length > 0 && (
        <section className="panel" aria-labelledby="said">
          <h2 id="said">{t('page.decisions')}</h2>
          {approval.decisions.map((each) => (
            <Said key={`${each.by.memberId}${each.at}`} decision={each} />
          ))}
        </section>
      )}
      {approval.taskId !== null && <AskedFor approval={approval} taskId={approval.taskId} />}
      {asking === 'approve' && approveButton && (
        <ConfirmDialog
          title={
            confirm
              ? say(confirm.title)
              : t('page.approve_title', { number: approvalNumber(approval.number) })
          }
          body={
            confirm
              ? say(confirm.body)
              : t('page.approve_body', {
                  action: `${approval.subject.skill}.${approval.subject.action}`,
                  target: approval.subject.target ?? '',
                })
          }
          button={confirm ? say(confirm.button) : say(approveButton.label)}
          danger={approveButton.style !== 'primary'}
          onConfirm={() => void decision.decide('approve', null).catch(decision.showProblem)}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'reject' && (
        <FormDialog
          form={{
            action: 'reject',
            value: approval.id,
            title: { t: 'page.reject_title', p: { number: approvalNumber(approval.number) } },
            fields: [
              {
                name: 'reason',
                label: { t: 'page.reason' },
                kind: 'multiline',
                required: true,
                maxLength: 2000,
              },
            ],
            submit: { t: 'page.reject' },
          }}
          onSubmit={({ reason = '' }) => {
            setAsking(null);
            void decision.decide('reject', reason).catch(decision.showProblem);
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
};

/** Where it comes from, so that an approver can look before deciding. */
const AskedFor = ({ approval, taskId }: { approval: Approval; taskId: string }): ReactNode => {
  const { t } = useWords();
  const { data: task } = useTask(taskId);
  return (
    <p className="links">
      <Link
        className="button"
        href={`/tasks/${approval.taskNumber === null ? taskId : taskNumber(approval.taskNumber)}`}
      >
        {t('page.open_task', { number: approval.taskNumber === null ? '' : taskNumber(approval.taskNumber) })}
      </Link>
      {task?.threadKey && (
        <Link className="button" href={`/chat/${task.threadKey}`}>
          {t('page.open_thread')}
        </Link>
      )}
    </p>
  );
};
