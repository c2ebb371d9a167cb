import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Sample {
  readonly path: string;
  readonly text: string;
  /** Days before now that it was last changed. */
  readonly age: number;
}

/** Something for the sample runbooks to read, report on and tidy up. */
const SAMPLES: readonly Sample[] = [
  {
    path: 'welcome.md',
    age: 0,
    text: '# Workspace\n\nThe tools of this installation see this folder and nothing else. Put your own files here.\n',
  },
  {
    path: 'weekly-review.md',
    age: 2,
    text: '# Weekly review\n\n- Two requests were answered late; both waited for one person.\n- Backups were restored in a test on Tuesday.\n',
  },
  {
    path: 'notes/onboarding.md',
    age: 12,
    text: '# Onboarding\n\n1. Accounts\n2. Access to the shared folder\n3. A first task with a second pair of eyes\n',
  },
  {
    path: 'orders.csv',
    age: 1,
    text: 'date,orders,returns\n2026-11-02,118,4\n2026-11-09,131,3\n2026-11-16,127,6\n',
  },
  {
    path: 'old/meeting-2024-03.txt',
    age: 960,
    text: 'Meeting of March 2024: decisions are in the weekly review since.\n',
  },
  {
    path: 'old/price-list-2023.csv',
    age: 1100,
    text: 'item,price\nsmall,10\nlarge,18\n',
  },
];

export const writeSampleFiles = (folder: string): void => {
  for (const { path, text, age } of SAMPLES) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    const changed = new Date(Date.now() - age * 86_400_000);
    utimesSync(file, changed, changed);
  }
};
