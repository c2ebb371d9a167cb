/** A message that only one person sees. */
export interface Ephemeral {
  readonly ts: string;
  readonly channel: string;
  readonly userId: string;
  readonly threadTs: string | null;
  readonly text: string;
  readonly blocks: readonly unknown[];
}

export interface Ephemerals {
  readonly all: readonly Ephemeral[];
  add(ephemeral: Ephemeral): void;
  /** Takes another's place; null takes it away. */
  replace(ts: string, by: Ephemeral | null): void;
  shownTo(userId: string, channel: string, threadTs: string | null): readonly Ephemeral[];
}

export const createEphemerals = (): Ephemerals => {
  let all: readonly Ephemeral[] = [];
  return {
    get all() {
      return all;
    },
    add(ephemeral) {
      all = [...all, ephemeral];
    },
    replace(ts, by) {
      all = all.flatMap((old) => (old.ts === ts ? (by ? [by] : []) : [old]));
    },
    shownTo: (userId, channel, threadTs) =>
      all.filter((one) => one.userId === userId && one.channel === channel && one.threadTs === threadTs),
  };
};
