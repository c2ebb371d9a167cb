/** Discord's no. */
export class WorldRefusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: Readonly<Record<string, unknown>> | null;
  constructor(
    status: number,
    code: number,
    message: string,
    errors: Readonly<Record<string, unknown>> | null = null,
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

/** Its HTTP status and its words, by code (discord.com/developers, "JSON Error Codes"). */
const REFUSALS: Readonly<Record<number, readonly [number, string]>> = {
  10002: [404, 'Unknown Application'],
  10003: [404, 'Unknown Channel'],
  10004: [404, 'Unknown Guild'],
  10007: [404, 'Unknown Member'],
  10008: [404, 'Unknown Message'],
  10013: [404, 'Unknown User'],
  10015: [404, 'Unknown Webhook'],
  10062: [404, 'Unknown interaction'],
  10063: [404, 'Unknown application command'],
  20016: [429, 'This action cannot be performed due to slowmode rate limit'],
  20028: [429, 'The write action you are performing on the channel has hit the write rate limit'],
  20012: [403, 'You are not authorized to perform this action on this application'],
  30032: [400, 'Maximum number of application commands reached (100)'],
  30046: [429, 'Maximum number of edits to messages older than 1 hour reached. Try again later'],
  40005: [413, 'Request entity too large'],
  40058: [400, 'Cannot message this thread until after the post author has sent an initial message'],
  40060: [400, 'Interaction has already been acknowledged.'],
  50001: [403, 'Missing Access'],
  50005: [403, 'Cannot edit a message authored by another user'],
  50006: [400, 'Cannot send an empty message'],
  50007: [403, 'Cannot send messages to this user'],
  50008: [400, 'Cannot send messages in a non-text channel'],
  50013: [403, 'Missing Permissions'],
  50024: [400, 'Cannot execute action on this channel type'],
  50027: [401, 'Invalid Webhook Token'],
  50033: [400, 'Invalid Recipient(s)'],
  50083: [400, 'Thread is archived'],
  50109: [400, 'The request body contains invalid JSON.'],
  50278: [403, 'Cannot send messages to this user due to having no mutual guilds'],
  130000: [503, 'API resource is currently overloaded. Try again a little later'],
  160002: [400, 'You cannot reply without permission to read message history'],
  160004: [400, 'A thread has already been created for this message'],
  160005: [400, 'Thread is locked'],
  160006: [400, 'Maximum number of active threads reached'],
};

export const refusal = (code: number, status?: number): WorldRefusal => {
  const [usual, message] = REFUSALS[code] ?? [400, `Refused with ${code}`];
  return new WorldRefusal(status ?? usual, code, message);
};

/** Something in a form is wrong: `at` is the path of each field, e.g. `components.0.label`. */
export interface FormProblem {
  readonly at: string;
  readonly code: string;
  readonly message: string;
}

export const formRefusal = (problems: readonly FormProblem[]): WorldRefusal => {
  const errors: Record<string, unknown> = {};
  for (const { at, code, message } of problems) {
    let here = errors;
    for (const step of at.split('.')) {
      here[step] ??= {};
      here = here[step] as Record<string, unknown>;
    }
    here._errors = [...((here._errors as unknown[] | undefined) ?? []), { code, message }];
  }
  return new WorldRefusal(400, 50035, 'Invalid Form Body', errors);
};
