import { setTimeout as pause } from 'node:timers/promises';
import { groupUsage, type ProcessMark } from './process-table.ts';

interface Limits {
  readonly memoryLimitBytes: number;
  readonly cpuLimit: number;
}

interface Usage {
  readonly cpuPct: number | null;
  readonly memoryPct: number | null;
}

interface Sample {
  readonly at: number;
  readonly cpuSeconds: number;
}

const FIRST_GAP_MS = 250;
/** Processor time is counted in hundredths of a second: over less than this it says little. */
const SHORTEST_MS = 1_000;
const percent = (part: number): number => Math.round(part * 1000) / 10;

/** CPU is what was used since a look some time ago; the first look at a process takes two. */
export const createGatewayUsage = () => {
  const samples = new Map<string, Sample & { readonly begun: string }>();
  return {
    async measure(key: string, { pid, begun }: ProcessMark, limits: Limits): Promise<Usage> {
      const known = samples.get(key);
      let before: Sample | null = known?.begun === begun ? known : null;
      let usage = await groupUsage(pid);
      if (!before && usage) {
        before = { at: Date.now(), cpuSeconds: usage.cpuSeconds };
        await pause(FIRST_GAP_MS);
        usage = await groupUsage(pid);
      }
      if (!before || !usage) return { cpuPct: null, memoryPct: null };
      const at = Date.now();
      const isOld = known?.begun !== begun || at - before.at >= SHORTEST_MS;
      if (isOld) samples.set(key, { at, cpuSeconds: usage.cpuSeconds, begun });
      // A child that ended takes its time with it.
      const used =
        Math.max(0, usage.cpuSeconds - before.cpuSeconds) / Math.max(0.05, (at - before.at) / 1000);
      return {
        cpuPct: percent(used / limits.cpuLimit),
        memoryPct: percent(usage.memoryBytes / limits.memoryLimitBytes),
      };
    },
    forget: (key: string) => void samples.delete(key),
  };
};
