import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import { taskNumber } from '../../../core/task.ts';
import { post } from '../data/http.ts';
import type { TaskRow } from '../data/rows.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { problemText } from '../ui/problem.ts';
import { useWords } from '../words/reader.tsx';

export const StopButton = ({ task }: { task: TaskRow }): ReactNode => {
  const words = useWords();
  const { t } = words;
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const stop = async (): Promise<void> => {
    setBusy(true);
    try {
      await post(`/api/v1/agent-tasks/${task.id}/cancel`, {});
      setProblem(null);
    } catch (error) {
      setProblem(problemText(error, words));
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: ['tasks'] });
    }
  };
  return (
    <>
      <Button className="button" isPending={busy} onPress={() => setAsking(true)}>
        {t('page.stop')}
      </Button>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {asking && (
        <ConfirmDialog
          title={t('page.stop_title', { number: taskNumber(task.number) })}
          body={t('page.stop_body')}
          button={t('page.stop')}
          danger
          onConfirm={() => void stop()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
};
