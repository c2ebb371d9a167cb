/** The command that the bare bot defers before it has started anything. */
export const DEFERRED_FIRST = 'deferred-first';
