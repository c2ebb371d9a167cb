/**
 * What a process of ours says to whoever supervises it, over Node's IPC channel. A process started by hand, by
 * systemd or in a container has no such channel: everything here then does nothing.
 */

/** Tells the supervisor that this process now does its work. */
export const reportReady = (facts: Readonly<Record<string, unknown>> = {}): void => {
  process.send?.({ ready: true, ...facts }, undefined, {}, ignoreError);
};

/**
 * Runs `stop` when the supervisor is gone, also when it was killed with -9: the kernel closes the channel then.
 * The process ends after `stop`, at the latest after ten seconds.
 */
export const onParentGone = (stop: () => Promise<void>): void => {
  if (!process.connected) return;
  // Nobody reads any more what we write while we stop: that must not end us in the middle of it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreError);
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), 10_000).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
};

/** The parent may be gone already; `disconnect` is what tells that, not a failed message. */
const ignoreError = (): void => undefined;
