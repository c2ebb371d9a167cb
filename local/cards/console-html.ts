import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createElement, type FunctionComponent } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { createServer } from 'vite';
import { Router } from 'wouter';
import type { CardView as CardViewType } from '../../console/src/card/card.tsx';
import type { NoticeView as NoticeViewType } from '../../console/src/card/notice.tsx';
import type { Card, Notice } from '../../core/card.ts';
import type { Locale } from '../../core/member.ts';

const CONSOLE = join(import.meta.dirname, '../../console');

export interface ConsoleHtml {
  draw(shown: Card | Notice, locale: Locale): string;
  readonly style: string;
}

/** Draws with the page's own components, by a clock that stands still. */
export const withConsole = async <T>(now: Date, use: (html: ConsoleHtml) => Promise<T> | T): Promise<T> => {
  const vite = await createServer({
    configFile: false,
    root: CONSOLE,
    logLevel: 'error',
    appType: 'custom',
    cacheDir: join(CONSOLE, '../node_modules/.cache/cards'),
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
    plugins: [stillClock(now)],
  });
  try {
    const [{ CardView }, { NoticeView }, { Reader }] = (await Promise.all(
      ['card/card.tsx', 'card/notice.tsx', 'words/reader.tsx'].map((file) =>
        vite.ssrLoadModule(`/src/${file}`),
      ),
    )) as [
      { CardView: typeof CardViewType },
      { NoticeView: typeof NoticeViewType },
      { Reader: FunctionComponent<{ locale: Locale }> },
    ];
    const draw = (shown: Card | Notice, locale: Locale): string => {
      const onAction = (): Promise<void> => Promise.resolve();
      const view =
        'sections' in shown
          ? createElement(CardView, { card: shown, onAction })
          : createElement(NoticeView, { notice: shown, onAction });
      const page = createElement(Reader, { locale }, view);
      return renderToStaticMarkup(
        createElement(Router as FunctionComponent<{ ssrPath: string }>, { ssrPath: '/' }, page),
      );
    };
    return await use({ draw, style: await scopedStyle() });
  } finally {
    await vite.close();
  }
};

const stillClock = (now: Date) => ({
  name: 'still-clock',
  enforce: 'pre' as const,
  load: (id: string): string | null =>
    id.endsWith('/src/words/now.ts') ? `export const useNow = () => ${now.getTime()};` : null,
});

const FILES = ['base', 'shell', 'card', 'chat'];

/** The page's style, for one half of ours only. */
const scopedStyle = async (): Promise<string> => {
  const files = await Promise.all(
    FILES.map((name) => readFile(join(CONSOLE, `src/styles/${name}.css`), 'utf8')),
  );
  const css = files
    .join('\n')
    .replaceAll(/(^|[\s,}]):root\b/g, '$1:scope')
    .replaceAll(/^(html|body)\b/gm, ':scope');
  return `@scope (.console) {\n${css}\n}`;
};
