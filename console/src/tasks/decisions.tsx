import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { type Approval, approvalNumber } from '../../../core/approval.ts';
import { callName } from '../../../core/skill.ts';
import { ApprovalStatusWord } from '../approvals/status.tsx';
import { useWords } from '../words/reader.tsx';

/** Who was asked for what, and what each of them said. */
export const Decisions = ({ approvals }: { approvals: readonly Approval[] }): ReactNode => (
  <ul className="rows">
    {approvals.map((approval) => (
      <li key={approval.id} className="decision">
        <p className="row-first">
          <ApprovalStatusWord status={approval.status} />
          <Link className="row-number" href={`/approvals/${approvalNumber(approval.number)}`}>
            {approvalNumber(approval.number)}
          </Link>
        </p>
        <p className="row-title">
          {callName(approval.subject)} {approval.subject.target && <>→ {approval.subject.target}</>}
        </p>
        {approval.decisions.map((decision) => (
          <Said key={`${decision.by.memberId}${decision.at}`} decision={decision} />
        ))}
      </li>
    ))}
  </ul>
);

export const Said = ({ decision }: { decision: Approval['decisions'][number] }): ReactNode => {
  const { t, absolute } = useWords();
  return (
    <p className="row-meta">
      <span>{t('page.decided_by', { verdict: decision.verdict, name: decision.by.displayName })}</span>
      <time dateTime={decision.at}>{absolute(decision.at)}</time>
      {decision.reason && <q>{decision.reason}</q>}
    </p>
  );
};
