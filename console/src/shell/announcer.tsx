import { createContext, type ReactNode, use, useCallback, useState } from 'react';

const AnnounceContext = createContext<(words: string) => void>(() => undefined);

export const useAnnounce = (): ((words: string) => void) => use(AnnounceContext);

/** Says to a screen reader what appeared without anybody moving there. */
export const Announcer = ({ children }: { children: ReactNode }): ReactNode => {
  const [said, setSaid] = useState({ words: '', turn: 0 });
  const announce = useCallback((words: string) => setSaid(({ turn }) => ({ words, turn: turn + 1 })), []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="sr-only" aria-live="polite" data-announcer>
        {/* The same words twice are said twice. */}
        <span key={said.turn}>{said.words}</span>
      </div>
    </AnnounceContext>
  );
};
