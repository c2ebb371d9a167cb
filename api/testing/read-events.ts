export interface ReceivedEvent {
  readonly event: string;
  readonly id: string | null;
  readonly data: unknown;
}

export interface EventReader {
  readonly status: number;
  readonly headers: Headers;
  /** The next event that is not a comment; null at the end of the stream. */
  next(): Promise<ReceivedEvent | null>;
  /** All until the stream ends. */
  rest(): Promise<readonly ReceivedEvent[]>;
  close(): void;
}

const toEvent = (block: string): ReceivedEvent | null => {
  const fields = new Map(
    block
      .split('\n')
      .filter((line) => !line.startsWith(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  const event = fields.get('event');
  if (event === undefined) return null;
  return { event, id: fields.get('id') ?? null, data: JSON.parse(fields.get('data') ?? 'null') };
};

/** Reads server-sent events as a browser does. */
export const readEvents = async (url: string, headers: Record<string, string>): Promise<EventReader> => {
  const abort = new AbortController();
  const answer = await fetch(url, { headers, signal: abort.signal });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const waiting: ReceivedEvent[] = [];
  let text = '';
  const next = async (): Promise<ReceivedEvent | null> => {
    for (;;) {
      const known = waiting.shift();
      if (known) return known;
      const chunk = await reader?.read();
      if (!chunk || chunk.done) return null;
      const blocks = (text + chunk.value).split('\n\n');
      text = blocks.pop() ?? '';
      waiting.push(...blocks.flatMap((block) => toEvent(block) ?? []));
    }
  };
  return {
    status: answer.status,
    headers: answer.headers,
    next,
    async rest() {
      const events: ReceivedEvent[] = [];
      for (let event = await next(); event; event = await next()) events.push(event);
      return events;
    },
    close: () => abort.abort(),
  };
};
