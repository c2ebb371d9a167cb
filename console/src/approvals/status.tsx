import type { ReactNode } from 'react';
import type { ApprovalStatus } from '../../../core/approval.ts';
import type { Tone } from '../../../core/card.ts';
import { Sign } from '../ui/icons.tsx';
import { useWords } from '../words/reader.tsx';

const LOOKS: Readonly<Record<ApprovalStatus, { readonly sign: string; readonly tone: Tone }>> = {
  pending: { sign: '▲', tone: 'waiting' },
  approved: { sign: '✓', tone: 'success' },
  rejected: { sign: '✗', tone: 'danger' },
  changes_requested: { sign: '⏸', tone: 'waiting' },
  expired: { sign: '⊘', tone: 'muted' },
  withdrawn: { sign: '⊘', tone: 'muted' },
};

export const ApprovalStatusWord = ({ status }: { status: ApprovalStatus }): ReactNode => {
  const { t } = useWords();
  const { sign, tone } = LOOKS[status];
  return (
    <span className="status-word" data-tone={tone}>
      <Sign sign={sign} size={13} /> {t('page.approval_status', { status })}
    </span>
  );
};
