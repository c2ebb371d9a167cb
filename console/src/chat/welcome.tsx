import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useCatalogue, useSession } from '../data/queries.ts';
import { useWords } from '../words/reader.tsx';

const EXAMPLES = 3;

/** A new thread says what can be done here, with examples that work in this organization. */
export const Welcome = ({ onExample }: { onExample: (text: string) => void }): ReactNode => {
  const { t, locale } = useWords();
  const { member } = useSession();
  const { data: catalogue } = useCatalogue();
  const runbooks = catalogue?.runbooks.slice(0, EXAMPLES) ?? [];
  return (
    <div className="welcome">
      <h2>{t('page.welcome_title', { name: member.displayName })}</h2>
      <p>{t('page.welcome_body')}</p>
      {runbooks.length > 0 && (
        <ul className="examples" aria-label={t('page.examples')}>
          {runbooks.map((runbook) => (
            <li key={runbook.name}>
              <Button className="example" onPress={() => onExample(runbook.example)}>
                <span className="example-title">{runbook.title[locale]}</span>
                <span className="example-about">{runbook.description[locale]}</span>
                <code>{runbook.example}</code>
              </Button>
            </li>
          ))}
        </ul>
      )}
      <p className="quiet">{t('page.welcome_keys')}</p>
    </div>
  );
};
