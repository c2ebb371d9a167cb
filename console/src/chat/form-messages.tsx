import { type ReactNode, useState } from 'react';
import type { ConsoleMessage } from '../../../core/ports/stores.ts';
import { forget, isMine, sendAction } from '../data/actions.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { problemText } from '../ui/problem.ts';
import { useWords } from '../words/reader.tsx';

/** A form opens as a dialog in the tab that asked for it, once. */
export const FormMessages = ({
  threadKey,
  messages,
}: {
  threadKey: string;
  messages: readonly ConsoleMessage[];
}): ReactNode => {
  const words = useWords();
  const [done, setDone] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const asked = messages.findLast(
    ({ body }) => body.kind === 'form' && isMine(body.interactionId) && body.interactionId !== done,
  );
  if (asked?.body.kind !== 'form') return null;
  const { form, interactionId } = asked.body;
  const close = (): void => {
    forget(interactionId);
    setDone(interactionId);
    setProblem(null);
  };
  const submit = async (values: Readonly<Record<string, string>>): Promise<void> => {
    setBusy(true);
    try {
      const card = messages.findLast(
        ({ body }) => body.kind === 'card' && body.card.buttons.some((button) => button.value === form.value),
      );
      await sendAction({
        threadKey,
        slot: card?.slot ?? asked.slot,
        action: form.action,
        value: form.value,
        values,
        ...(card?.body.kind === 'card' ? { card: card.body.card } : {}),
      });
      close();
    } catch (error) {
      setProblem(problemText(error, words));
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormDialog
      key={interactionId}
      form={form}
      problem={problem}
      busy={busy}
      onSubmit={submit}
      onClose={close}
    />
  );
};
