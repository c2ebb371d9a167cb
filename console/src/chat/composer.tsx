import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import {
  Autocomplete,
  Button,
  Label,
  ListBox,
  ListBoxItem,
  TextArea,
  TextField,
} from 'react-aria-components';
import { useSearch } from 'wouter';
import { type Completion, complete } from '../../../core/command.ts';
import { useCatalogue, useSession } from '../data/queries.ts';
import { useComposerKey } from '../shell/keys.ts';
import { Icon } from '../ui/icons.tsx';
import { useWords } from '../words/reader.tsx';

export interface ComposerHandle {
  /** Puts words into the composer and the cursor behind them. */
  fill(text: string): void;
}

interface ComposerProps {
  readonly threadKey: string;
  readonly ref: Ref<ComposerHandle>;
  onSend(text: string): void;
}

/** What is being written in each thread; kept while the page is open. */
const drafts = new Map<string, string>();
const EMPTY = { runbooks: [], actions: [] };

/**
 * Enter sends what stands there, also while completions are shown: the arrow keys pick one, Tab takes the first.
 */
export const Composer = ({ threadKey, ref, onSend }: ComposerProps): ReactNode => {
  const { t, say, locale } = useWords();
  const { member } = useSession();
  const { data: catalogue = EMPTY } = useCatalogue();
  const search = useSearch();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(() => drafts.get(threadKey) ?? '');
  const [closedFor, setClosedFor] = useState<string | null>(null);
  const change = (next: string): void => {
    setText(next);
    drafts.set(threadKey, next);
  };
  const fill = (next: string): void => {
    change(next);
    area.current?.focus();
    requestAnimationFrame(() => area.current?.setSelectionRange(next.length, next.length));
  };
  useImperativeHandle(ref, () => ({ fill }));
  const begin = useEffectEvent(() => fill('/'));
  useEffect(() => {
    if (search === 'compose') begin();
  }, [search]);
  useComposerKey(() => (text === '' ? fill('/') : area.current?.focus()));

  const offered =
    text.startsWith('/') && !text.includes('\n') && closedFor !== text
      ? complete(text, catalogue, member.role, locale).filter(({ insert }) => insert.trim() !== text.trim())
      : [];
  const take = (completion: Completion | undefined): void => {
    if (completion) fill(completion.insert);
  };
  const send = (): void => {
    const words = text.trim();
    if (words === '') return;
    change('');
    onSend(words);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const picked = area.current?.getAttribute('aria-activedescendant');
    if (event.key === 'Enter' && !event.shiftKey && !picked) {
      event.preventDefault();
      send();
    } else if (event.key === 'Tab' && !event.shiftKey && offered.length > 0) {
      event.preventDefault();
      const index = picked
        ? offered.findIndex(({ insert }) => document.getElementById(picked)?.dataset.insert === insert)
        : 0;
      take(offered[Math.max(0, index)]);
    } else if (event.key === 'Escape' && offered.length > 0) {
      event.preventDefault();
      setClosedFor(text);
    }
  };
  return (
    <div className="composer">
      <Autocomplete inputValue={text} onInputChange={change} disableAutoFocusFirst>
        {offered.length > 0 && (
          <ListBox
            className="completions"
            aria-label={t('page.completions')}
            items={offered.map((completion) => ({ id: completion.insert, ...completion }))}
            onAction={(key) => take(offered.find(({ insert }) => insert === key))}
          >
            {(completion) => (
              <ListBoxItem
                className="completion"
                textValue={completion.insert}
                data-insert={completion.insert}
              >
                <code>{say(completion.label)}</code>
                <span className="quiet">{say(completion.detail)}</span>
              </ListBoxItem>
            )}
          </ListBox>
        )}
        <TextField className="composer-field" value={text} onChange={change}>
          <Label className="sr-only">{t('page.composer')}</Label>
          <TextArea
            ref={area}
            className="composer-input"
            rows={1}
            placeholder={t('page.composer_placeholder')}
            onKeyDown={onKeyDown}
          />
        </TextField>
      </Autocomplete>
      <Button className="send" aria-label={t('page.send')} isDisabled={text.trim() === ''} onPress={send}>
        <Icon name="send" />
      </Button>
    </div>
  );
};
