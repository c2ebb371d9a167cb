import { describe, expect, it } from 'vitest';
import { createPump } from './pump.ts';

describe('createPump', () => {
  it('runs once more for whatever was announced during a run, and never twice at a time', async () => {
    const gates: (() => void)[] = [];
    let active = 0;
    const pump = createPump(async () => {
      active += 1;
      expect(active).toBe(1);
      await new Promise<void>((resolve) => gates.push(resolve));
      active -= 1;
    });
    const first = pump.run();
    const others = [pump.run(), pump.run(), pump.run()];
    gates.shift()?.();
    await expect.poll(() => gates.length).toBe(1);
    gates.shift()?.();
    await Promise.all([first, ...others]);
    expect(gates).toHaveLength(0);
  });

  it('works again after a run that failed', async () => {
    let runs = 0;
    const pump = createPump(async () => {
      runs += 1;
      if (runs === 1) throw new Error('no');
    });
    await expect(pump.run()).rejects.toThrow('no');
    await pump.run();
    expect(runs).toBe(2);
  });
});
