import { type RefObject, useEffect, useEffectEvent } from 'react';
import { useLocation } from 'wouter';
import { newId } from '../data/uuid.ts';

/** Single keys are shortcuts only where nobody is typing and no dialog is open. */
const isFree = (event: KeyboardEvent): boolean => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing)
    return false;
  const target = event.target as HTMLElement;
  if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return false;
  return document.querySelector('[role=dialog], [role=alertdialog], [role=listbox], [role=menu]') === null;
};

const useKeys = (handlers: Readonly<Record<string, () => void>>): void => {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    const handler = isFree(event) ? handlers[event.key] : undefined;
    if (!handler) return;
    event.preventDefault();
    handler();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => handle(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
};

/** `j` and `k` walk over the rows of a list; Enter opens one, as with every link. */
export const useListKeys = (list: RefObject<HTMLElement | null>): void => {
  const move = (by: 1 | -1): void => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const current = at >= 0 ? at : rows.findIndex((row) => row.getAttribute('aria-current') === 'page');
    const next = rows[current < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, current + by))];
    next?.focus();
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
};

/** `a` and `r`: they open the question, they never decide. */
export const useDecisionKeys = (approve: () => void, reject: () => void): void => {
  useKeys({ a: approve, r: reject });
};

export const useComposerKey = (focus: () => void): void => useKeys({ '/': focus });

/** Where there is no composer, `/` goes to one. */
export const useSlashGoesToChat = (): void => {
  const [location, navigate] = useLocation();
  useKeys(location.startsWith('/chat') ? {} : { '/': () => navigate(`/chat/${newId()}?compose`) });
};
