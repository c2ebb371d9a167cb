import { expect, it } from 'vitest';
import { countTests } from './test-totals.ts';

it('counts tests, and a file that could not be loaded as one failure', () => {
  const report = {
    testResults: [
      { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] },
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ],
  };
  expect(countTests(report)).toEqual({ passed: 2, failed: 2 });
});

it('counts nothing when there is no report', () => {
  expect(countTests({})).toEqual({ passed: 0, failed: 0 });
});
