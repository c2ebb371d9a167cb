/** What can go wrong with one call. */
export type SlackFault =
  | { readonly status: 429; readonly retryAfter: number }
  | { readonly status: 500 }
  /** Answered, but only after this time. */
  | { readonly delayMs: number }
  /** The connection breaks before anything is done. */
  | { readonly drop: true }
  /** It is done, and the connection breaks before anybody is told. */
  | { readonly dropAfter: true }
  /** Slack's own no: 200 with `ok: false`. */
  | { readonly error: string };

/** `*` as a method: whatever is called. */
export interface Faults {
  next(method: string, fault: SlackFault, times?: number): void;
  always(method: string, fault: SlackFault): void;
  clear(): void;
}

export const createFaults = (): Faults & { take(method: string): SlackFault | null } => {
  const once = new Map<string, SlackFault[]>();
  const lasting = new Map<string, SlackFault>();
  return {
    next(method, fault, times = 1) {
      once.set(method, [...(once.get(method) ?? []), ...Array.from({ length: times }, () => fault)]);
    },
    always(method, fault) {
      lasting.set(method, fault);
    },
    clear() {
      once.clear();
      lasting.clear();
    },
    take: (method) =>
      once.get(method)?.shift() ?? once.get('*')?.shift() ?? lasting.get(method) ?? lasting.get('*') ?? null,
  };
};
