import type { ReactNode } from 'react';
import type { CardStep, Tone } from '../../../core/card.ts';
import type { TaskStatus } from '../../../core/task.ts';
import { Sign } from '../ui/icons.tsx';
import { useWords } from '../words/reader.tsx';

const LOOKS: Readonly<Record<TaskStatus, { readonly sign: CardStep['sign']; readonly tone: Tone }>> = {
  queued: { sign: '○', tone: 'muted' },
  thinking: { sign: '◔', tone: 'running' },
  executing: { sign: '◔', tone: 'running' },
  waiting_input: { sign: '⏸', tone: 'waiting' },
  delegated: { sign: '⏸', tone: 'waiting' },
  completed: { sign: '✓', tone: 'success' },
  failed: { sign: '✗', tone: 'danger' },
  cancelled: { sign: '⊘', tone: 'muted' },
};

export const taskLook = (status: TaskStatus) => LOOKS[status];

/** Sign and word, never one alone. */
export const TaskStatusWord = ({ status }: { status: TaskStatus }): ReactNode => {
  const { t } = useWords();
  const { sign, tone } = LOOKS[status];
  return (
    <span className="status-word" data-tone={tone}>
      <Sign sign={sign} size={13} /> {t('page.task_status', { status })}
    </span>
  );
};
