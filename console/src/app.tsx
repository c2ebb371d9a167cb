import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { I18nProvider, RouterProvider } from 'react-aria-components';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import type { Locale } from '../../core/member.ts';
import { ApprovalPage } from './approvals/approval-page.tsx';
import { ApprovalsPage } from './approvals/approvals-page.tsx';
import { ChatPage } from './chat/chat-page.tsx';
import { HttpError, speak } from './data/http.ts';
import { createClient, sessionQuery } from './data/queries.ts';
import { Announcer } from './shell/announcer.tsx';
import { browserLocale, storedLocale, storedTheme, storeLocale, storeTheme } from './shell/preferences.ts';
import { Shell } from './shell/shell.tsx';
import { LoadError, NotFound, SignedOut } from './shell/states.tsx';
import { TaskPage } from './tasks/task-page.tsx';
import { TasksPage } from './tasks/tasks-page.tsx';
import { Reader } from './words/reader.tsx';

const client = createClient();

export const App = (): ReactNode => (
  <QueryClientProvider client={client}>
    <Page />
  </QueryClientProvider>
);

const Page = (): ReactNode => {
  const session = useQuery(sessionQuery);
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useState(storedLocale);
  const [theme, setTheme] = useState(storedTheme);
  const locale = chosen ?? session.data?.member.locale ?? browserLocale();
  speak(locale);
  useEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const onLocale = (to: Locale): void => {
    setChosen(to);
    storeLocale(to);
  };
  return (
    <I18nProvider locale={locale}>
      <RouterProvider navigate={navigate}>
        <Reader locale={locale}>
          <Announcer>
            {session.error && isSignedOut(session.error) ? (
              <SignedOut />
            ) : session.data ? (
              <Shell
                key={session.data.member.id}
                theme={theme}
                onTheme={(to) => {
                  setTheme(to);
                  storeTheme(to);
                }}
                onLocale={onLocale}
              >
                <Suspense>
                  <Places />
                </Suspense>
              </Shell>
            ) : (
              session.error && (
                <main className="alone">
                  <LoadError error={session.error} onRetry={() => void session.refetch()} />
                </main>
              )
            )}
          </Announcer>
        </Reader>
      </RouterProvider>
    </I18nProvider>
  );
};

const isSignedOut = (error: unknown): boolean => error instanceof HttpError && error.status === 401;

const Places = (): ReactNode => (
  <Switch>
    <Route path="/">
      <Redirect to="/chat" replace />
    </Route>
    <Route path="/chat">
      <ChatPage />
    </Route>
    <Route path="/chat/:threadKey">{({ threadKey }) => <ChatPage threadKey={threadKey} />}</Route>
    <Route path="/tasks">
      <TasksPage />
    </Route>
    <Route path="/tasks/:number">{({ number }) => <TaskPage key={number} id={number} />}</Route>
    <Route path="/approvals">
      <ApprovalsPage />
    </Route>
    <Route path="/approvals/:number">{({ number }) => <ApprovalPage key={number} id={number} />}</Route>
    <Route>
      <NotFound />
    </Route>
  </Switch>
);
