import type { Logger } from 'pino';
import type { Clock, Ids } from '../core/ports/runtime.ts';
import type { ChangeFeed, Stores } from '../core/ports/stores.ts';
import type { DecideApproval } from '../core/usecases/decide-approval.ts';
import type { FollowUpTask } from '../core/usecases/follow-up-task.ts';
import type { HandleAction } from '../core/usecases/handle-action.ts';
import type { HandleMessage } from '../core/usecases/handle-message.ts';
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
  readonly handleMessage: HandleMessage;
  readonly handleAction: HandleAction;
  /** Resolves when the workflow service answers; rejects otherwise. */
  readonly pingWorkflows: () => Promise<void>;
  readonly clock: Clock;
  readonly ids: Ids;
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
  /** Memory, event loop and the like in `/metrics`. */
  readonly processMetrics?: boolean;
}
