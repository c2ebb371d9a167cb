import { type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import type { Card, CardButton } from '../../../core/card.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { problemText } from '../ui/problem.ts';
import { useWords } from '../words/reader.tsx';

interface ButtonsProps {
  readonly card: Card;
  readonly large: boolean;
  onAction(button: CardButton): Promise<void>;
}

const isDetails = (button: CardButton): boolean =>
  button.action === 'task_details' || button.action === 'approval_details';

export const CardButtons = ({ card, large, onAction }: ButtonsProps): ReactNode => {
  const { say, t } = useWords();
  const details = card.buttons.find(isDetails);
  const buttons = card.buttons.filter((button) => !isDetails(button) || (!card.link && !large));
  const link = large ? undefined : card.link;
  if (buttons.length === 0 && !link) return null;
  return (
    <footer className="card-buttons">
      {buttons.map((button) => (
        <ActionButton key={`${button.action}:${button.value}`} button={button} onAction={onAction} />
      ))}
      {link && (
        <Link className="button plain" href={link}>
          {details ? say(details.label) : t('page.details')}
        </Link>
      )}
    </footer>
  );
};

interface ActionButtonProps {
  readonly button: CardButton;
  readonly small?: boolean;
  onAction(button: CardButton): Promise<void>;
}

const STYLES = { primary: 'button primary', danger: 'button danger', plain: 'button' } as const;

/** One click at a time: it rests until the server has answered, and says so when it did not get through. */
export const ActionButton = ({ button, small = false, onAction }: ActionButtonProps): ReactNode => {
  const words = useWords();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await onAction(button);
    } catch (error) {
      setProblem(problemText(error, words));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        className={`${STYLES[button.style]}${small ? ' small' : ''}`}
        data-action={button.action}
        isPending={busy}
        onPress={() => (button.confirm ? setAsking(true) : void run())}
      >
        {words.say(button.label)}
      </Button>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {asking && button.confirm && (
        <ConfirmDialog
          title={words.say(button.confirm.title)}
          body={words.say(button.confirm.body)}
          button={words.say(button.confirm.button)}
          danger={button.style !== 'primary'}
          onConfirm={() => void run()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
};
