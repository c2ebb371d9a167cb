import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { ErrorCode } from '../core/errors.ts';
import type { Clock, Ids } from '../core/ports/runtime.ts';
import type { ChangeFeed, Stores } from '../core/ports/stores.ts';
import type { DecideApproval } from '../core/usecases/decide-approval.ts';
import type { FollowUpTask } from '../core/usecases/follow-up-task.ts';
import type { HandleAction } from '../core/usecases/handle-action.ts';
import type { HandleMessage } from '../core/usecases/handle-message.ts';
import type { ResolveActor } from '../core/usecases/resolve-actor.ts';
import type { StopTask } from '../core/usecases/stop-task.ts';
import type { SubmitTask } from '../core/usecases/submit-task.ts';

/** All that plugins and routes may use; `compose.ts` fills it with adapters, tests with fakes. */
export interface ApiServices {
  readonly stores: Stores;
  readonly changes: ChangeFeed;
  readonly submitTask: SubmitTask;
  readonly decideApproval: DecideApproval;
  readonly stopTask: StopTask;
  readonly followUpTask: FollowUpTask;
  /** A person as they are entitled at this moment. */
  readonly resolveActor: ResolveActor;
  readonly handleMessage: HandleMessage;
  readonly handleAction: HandleAction;
  /** Resolves when the workflow service answers; rejects otherwise. */
  readonly pingWorkflows: () => Promise<void>;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** How "Add to Slack" ended. */
export type InstallOutcome =
  | { readonly ok: true; readonly workspace: string }
  | { readonly ok: false; readonly code: ErrorCode | 'cancelled' | 'state' };

/** Slack over HTTP, as far as it is set up. */
export interface SlackWeb {
  /** A delivery of Slack: its signature is checked over the bytes as they came. */
  readonly receive:
    | ((request: {
        readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
        readonly rawBody: Buffer;
      }) => Promise<{
        readonly status: number;
        readonly body: Readonly<Record<string, unknown>> | string | null;
      }>)
    | null;
  readonly install: {
    begin(
      request: IncomingMessage,
      response: ServerResponse,
      installer: { readonly tenantId: string; readonly memberId: string },
    ): Promise<void>;
    finish(
      request: IncomingMessage,
      response: ServerResponse,
      answer: (outcome: InstallOutcome) => void,
    ): Promise<void>;
  } | null;
}

/** Discord's interactions over HTTP. */
export interface DiscordWeb {
  /** A delivery of Discord: its signature is checked over the bytes as they came. */
  readonly receive: NonNullable<SlackWeb['receive']>;
}

export interface ApiSettings {
  readonly version: string;
  readonly local: boolean;
  /** Origin people open, when it is known. */
  readonly publicUrl: string | null;
  /** Folder with the built page. */
  readonly consoleFolder: string;
  readonly log: Logger;
  /** Milliseconds between two signs of life on an open stream. */
  readonly heartbeatMs?: number;
  /** Left out: there is no Slack here. */
  readonly slack?: SlackWeb;
  readonly discord?: DiscordWeb;
  /** Memory, event loop and the like in `/metrics`. */
  readonly processMetrics?: boolean;
}
