import type { ReactNode } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useWords } from '../words/reader.tsx';

interface ModalDialogProps {
  readonly title: string;
  readonly role?: 'dialog' | 'alertdialog';
  onClose(): void;
  readonly children: ReactNode;
}

/** Open as long as it is rendered; Escape and a click beside it close it. */
export const ModalDialog = ({ title, role = 'dialog', onClose, children }: ModalDialogProps): ReactNode => (
  <ModalOverlay
    className="overlay"
    isOpen
    isDismissable={role === 'dialog'}
    onOpenChange={(open) => {
      if (!open) onClose();
    }}
  >
    <Modal className="modal">
      <Dialog className="dialog" role={role}>
        <Heading slot="title" className="dialog-title">
          {title}
        </Heading>
        {children}
      </Dialog>
    </Modal>
  </ModalOverlay>
);

interface ConfirmDialogProps {
  readonly title: string;
  readonly body: string;
  readonly button: string;
  readonly danger: boolean;
  onConfirm(): void;
  onClose(): void;
}

/** The way out has the focus, so that a hasty Enter does nothing. */
export const ConfirmDialog = (props: ConfirmDialogProps): ReactNode => {
  const { t } = useWords();
  return (
    <ModalDialog title={props.title} role="alertdialog" onClose={props.onClose}>
      <p className="dialog-body">{props.body}</p>
      <div className="dialog-buttons">
        <Button className="button" autoFocus onPress={props.onClose}>
          {t('page.cancel')}
        </Button>
        <Button
          className={props.danger ? 'button danger' : 'button primary'}
          onPress={() => {
            props.onClose();
            props.onConfirm();
          }}
        >
          {props.button}
        </Button>
      </div>
    </ModalDialog>
  );
};
