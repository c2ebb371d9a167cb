import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { Locale } from '../../../core/member.ts';
import { waitsFor } from '../approvals/waits-for.ts';
import { useApprovals, useSession } from '../data/queries.ts';
import mark from '../mark.svg';
import { Icon } from '../ui/icons.tsx';
import { useWords } from '../words/reader.tsx';
import { useSlashGoesToChat } from './keys.ts';
import { Live } from './live.tsx';
import { MemberSwitcher } from './member-switcher.tsx';
import type { Theme } from './preferences.ts';
import { SettingsMenu } from './settings-menu.tsx';

interface ShellProps {
  readonly theme: Theme;
  onTheme(theme: Theme): void;
  onLocale(locale: Locale): void;
  readonly children: ReactNode;
}

export const Shell = ({ children, ...settings }: ShellProps): ReactNode => {
  const { t } = useWords();
  const { tenant } = useSession();
  useSlashGoesToChat();
  return (
    <div className="shell">
      <a className="skip-link" href="#main">
        {t('page.skip_to_content')}
      </a>
      <header className="side">
        <Link className="brand" href="/chat">
          <img src={mark} alt="" width="32" height="32" />
          <span>
            <strong>Countersign</strong>
            <span className="tenant">{tenant.name}</span>
          </span>
        </Link>
        <Navigation />
        <div className="side-end">
          <MemberSwitcher />
          <SettingsMenu {...settings} />
        </div>
      </header>
      <div className="content">
        <Live />
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
};

const PLACES = [
  { path: '/chat', name: 'page.chat', icon: 'chat' },
  { path: '/tasks', name: 'page.tasks', icon: 'tasks' },
  { path: '/approvals', name: 'page.approvals', icon: 'approvals' },
] as const;

const Navigation = (): ReactNode => {
  const { t } = useWords();
  const [location] = useLocation();
  const { member } = useSession();
  const { data } = useApprovals('pending');
  const waiting =
    data?.pages.flatMap(({ items }) => items).filter((approval) => waitsFor(approval, member)).length ?? 0;
  return (
    <nav className="places" aria-label={t('page.places')}>
      {PLACES.map(({ path, name, icon }) => (
        <Link
          key={path}
          href={path}
          className="place"
          aria-current={location === path || location.startsWith(`${path}/`) ? 'page' : undefined}
        >
          <Icon name={icon} />
          <span>{t(name)}</span>
          {path === '/approvals' && waiting > 0 && (
            <span className="badge">
              <span aria-hidden="true">{waiting}</span>
              <span className="sr-only">{t('page.waiting_for_you', { count: waiting })}</span>
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
};
