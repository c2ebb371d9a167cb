import { defineConfig } from 'vitest/config';

const exclude = ['node_modules/**', 'console/dist/**', '.countersign/**'];
const globalSetup = ['./local/testing/global-setup.ts'];

export default defineConfig({
  test: {
    // Two cores are the smallest machine this must be green on.
    maxWorkers: 2,
    sequence: { shuffle: { files: true, tests: false } },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.{integration,e2e}.test.ts'],
          // Some have sockets of their own, and the machine may have much else to do.
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude,
          globalSetup,
          testTimeout: 20_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['**/*.e2e.test.ts'],
          exclude,
          globalSetup,
          testTimeout: 90_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
