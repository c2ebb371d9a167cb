export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

interface Report {
  readonly testResults?: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Counts vitest's JSON report; a file that failed before any of its tests ran counts as one failure. */
export const countTests = (report: unknown): Totals => {
  const files = (report as Report).testResults ?? [];
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const count = (status: string): number => tests.filter((test) => test.status === status).length;
  const broken = files.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return { passed: count('passed'), failed: count('failed') + broken.length };
};
