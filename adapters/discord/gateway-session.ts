import type { SessionInfo } from '@discordjs/ws';
import { GatewayCloseCodes } from 'discord.js';

/** The session of the gateway, which outlives its connections. */
export interface GatewaySession {
  /** The connection closed with this code. */
  closed(code: number): void;
  readonly options: {
    retrieveSessionInfo(shardId: number): SessionInfo | null;
    updateSessionInfo(shardId: number, info: SessionInfo | null): void;
  };
}

/** After these Discord does not know the session any more. */
const ENDS: readonly number[] = [
  1000,
  GatewayCloseCodes.NotAuthenticated,
  GatewayCloseCodes.AlreadyAuthenticated,
  GatewayCloseCodes.InvalidSeq,
  GatewayCloseCodes.SessionTimedOut,
];
/** An address for resuming that does not answer so often is given up. */
const MOST_FAILURES = 6;

/**
 * The library gives a session up when a connection fails on the way. Discord still knows it then, and what was said
 * meanwhile comes when it is resumed.
 */
export const createGatewaySession = (): GatewaySession => {
  let session: SessionInfo | null = null;
  let closedWith: number | null = null;
  let failures = 0;
  return {
    closed(code) {
      closedWith = code;
    },
    options: {
      retrieveSessionInfo: () => session,
      updateSessionInfo(_shardId, info) {
        const code = closedWith;
        closedWith = null;
        if (info) {
          session = info;
          failures = 0;
          return;
        }
        failures += 1;
        // Given up with no connection closed: Discord said that it does not know the session.
        if (code === null || ENDS.includes(code) || failures > MOST_FAILURES) session = null;
      },
    },
  };
};
