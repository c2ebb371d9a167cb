import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

export interface ServerEvent {
  readonly event: string;
  /** The client sends the last one back when it connects again. */
  readonly id?: number;
  readonly data: unknown;
}

export interface EventStream {
  readonly isOpen: boolean;
  send(event: ServerEvent): void;
  /** What was sent is still delivered. */
  end(): void;
  onEnd(callback: () => void): void;
}

export interface StreamOptions {
  readonly kind: 'console' | 'trace';
  /** Runs with every sign of life; rejecting or answering false ends the stream. */
  readonly stillAllowed: () => Promise<boolean>;
}

declare module 'fastify' {
  interface FastifyInstance {
    openEventStream(reply: FastifyReply, options: StreamOptions): EventStream;
  }
}

export interface EventStreamsOptions {
  readonly heartbeatMs: number;
}

/** A reader who is this far behind is cut off; it connects again and goes on where it was. Bytes. */
const MAX_BEHIND = 1_000_000;
/** Milliseconds the client waits before it connects again. */
const RETRY_MS = 1_000;

/** Server-sent events. Streams never hold up the end of the process: they are ended before the server closes. */
export const eventStreams = fastifyPlugin<EventStreamsOptions>(
  async (app, { heartbeatMs }) => {
    const open = new Set<EventStream>();
    app.addHook('preClose', async () => {
      for (const stream of open) stream.end();
    });

    app.decorate('openEventStream', (reply: FastifyReply, options: StreamOptions): EventStream => {
      const body = new PassThrough({ highWaterMark: MAX_BEHIND });
      const listeners: (() => void)[] = [];
      let isOpen = true;
      const finish = (): void => {
        if (!isOpen) return;
        isOpen = false;
        clearInterval(heartbeat);
        open.delete(stream);
        app.metrics.streamClosed(options.kind);
        for (const listener of listeners) listener();
      };
      const write = (text: string): void => {
        if (!isOpen) return;
        body.write(text);
        if (body.readableLength + body.writableLength > MAX_BEHIND) body.destroy();
      };
      const stream: EventStream = {
        get isOpen() {
          return isOpen;
        },
        send: ({ event, id, data }) =>
          write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
        end: () => {
          finish();
          body.end();
        },
        onEnd: (callback) => {
          if (isOpen) listeners.push(callback);
          else callback();
        },
      };
      const heartbeat = setInterval(() => {
        write(': here\n\n');
        options.stillAllowed().then(
          (allowed) => allowed || stream.end(),
          () => stream.end(),
        );
      }, heartbeatMs);
      heartbeat.unref();
      body.once('close', finish);
      body.once('error', finish);
      open.add(stream);
      app.metrics.streamOpened(options.kind);
      reply.headers({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        // nginx would otherwise hold events back until its buffer is full.
        'x-accel-buffering': 'no',
        connection: 'close',
      });
      write(`retry: ${RETRY_MS}\n\n`);
      reply.send(body);
      return stream;
    });
  },
  { name: 'event-streams', dependencies: ['metrics'] },
);

/** `Last-Event-ID`, which a browser sends when it connects again, wins over what the first request asked for. */
export const resumeAfter = (
  header: string | string[] | undefined,
  asked: number | undefined,
): number | undefined => (typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : asked);
