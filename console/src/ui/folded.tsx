import { type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import { useWords } from '../words/reader.tsx';
import { Icon } from './icons.tsx';

interface FoldedProps {
  /** What the fold is about, with its size: `1,204 characters, 38 lines`. */
  readonly label: ReactNode;
  readonly children: ReactNode;
  readonly open?: boolean;
  onOpen?(): void;
}

/** Long content: its size now, the whole of it one click away. */
export const Folded = ({ label, children, open = false, onOpen }: FoldedProps): ReactNode => (
  <details
    className="folded"
    open={open}
    onToggle={(event) => {
      if (event.currentTarget.open) onOpen?.();
    }}
  >
    <summary>
      <Icon name="chevron" size={14} />
      <span>{label}</span>
    </summary>
    {children}
  </details>
);

export const LongText = ({ text }: { text: string }): ReactNode => {
  const { t } = useWords();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div className="long-text">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable by keyboard */}
      <section className="scroll" tabIndex={0} aria-label={t('page.whole_text')}>
        <pre>{text}</pre>
      </section>
      <Button
        className="icon-button copy"
        aria-label={copied ? t('page.copied') : t('page.copy')}
        onPress={copy}
      >
        <Icon name={copied ? 'check' : 'copy'} size={16} />
      </Button>
    </div>
  );
};

/** `1,204 characters, 38 lines` */
export const useTextSize = (): ((text: string) => string) => {
  const { t } = useWords();
  return (text) => t('page.text_size', { characters: text.length, lines: text.split('\n').length });
};
