import type { ReactNode } from 'react';

const CODE = /`([^`\n]+)`/;

/** Words as they are, except that what stands between backticks is shown as code. No other markup, no HTML. */
export const Prose = ({ text }: { text: string }): ReactNode =>
  text.split(CODE).map((part, index) =>
    // Every second part is what the group caught.
    // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
    index % 2 === 1 ? <code key={index}>{part}</code> : part,
  );
