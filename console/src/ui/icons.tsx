import type { ReactNode } from 'react';

const SHAPES = {
  chat: <path d="M4 5.5h16v11H9.5L5.5 20v-3.5H4z" />,
  tasks: (
    <>
      <path d="M10 6h10M10 12h10M10 18h10" />
      <path d="M3.5 6l1.2 1.2L7 4.8M3.5 12l1.2 1.2L7 10.8M3.5 18l1.2 1.2L7 16.8" />
    </>
  ),
  approvals: (
    <>
      <path d="M12 3.5l7 2.6v5.2c0 4.3-2.9 7.6-7 9.2-4.1-1.6-7-4.9-7-9.2V6.1z" />
      <path d="M9 11.8l2.2 2.2 4-4.2" />
    </>
  ),
  plus: <path d="M12 5v14M5 12h14" />,
  send: <path d="M12 19V5.5M6 11l6-6 6 6" />,
  back: <path d="M14.5 5.5L8 12l6.5 6.5" />,
  chevron: <path d="M6.5 9.5L12 15l5.5-5.5" />,
  down: <path d="M12 5v13.5M6 13l6 6 6-6" />,
  check: <path d="M5 12.5l4.5 4.5L19 7.5" />,
  settings: (
    <>
      <path d="M4 7h9M17 7h3M4 17h3M11 17h9" />
      <circle cx="15" cy="7" r="2" />
      <circle cx="9" cy="17" r="2" />
    </>
  ),
  lock: (
    <>
      <rect x="5.5" y="10.5" width="13" height="9" rx="2" />
      <path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5" />
    </>
  ),
  copy: (
    <>
      <rect x="8.5" y="8.5" width="11" height="11" rx="2" />
      <path d="M5 15.5V6.5A1.5 1.5 0 0 1 6.5 5h9" />
    </>
  ),
} as const;

/** Decoration beside words; a screen reader hears the words. */
export const Icon = ({ name, size = 20 }: { name: keyof typeof SHAPES; size?: number }): ReactNode => (
  <svg
    className="icon"
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.8"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {SHAPES[name]}
  </svg>
);

/** The signs of cards as drawings: not every font has them, and some draw them as coloured pictures. */
const SIGNS: Readonly<Record<string, ReactNode>> = {
  '✓': <path d="M3.5 8.5l3 3 6-6.5" />,
  '✗': <path d="M4.2 4.2l7.6 7.6M11.8 4.2l-7.6 7.6" />,
  '◔': (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 2.4A5.6 5.6 0 0 1 13.6 8H8z" fill="currentColor" />
    </>
  ),
  '⏸': <path d="M5.7 3.6v8.8M10.3 3.6v8.8" strokeWidth="2.4" />,
  '○': <circle cx="8" cy="8" r="5" />,
  '⊘': (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M4.2 11.8l7.6-7.6" />
    </>
  ),
  '▲': (
    <>
      <path d="M8 2.8l6 10.4H2z" />
      <path d="M8 6.8v2.6M8 11.3v.1" />
    </>
  ),
};

export const Sign = ({ sign, size = 16 }: { sign: string; size?: number }): ReactNode => {
  const shape = SIGNS[sign];
  if (!shape) return <span aria-hidden="true">{sign}</span>;
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {shape}
    </svg>
  );
};
