import fastifyPlugin from 'fastify-plugin';

export interface PromptCloseOptions {
  /** How long requests that are going on may take to finish. Milliseconds. */
  readonly graceMs: number;
}

/** Browsers open connections they may need later; the end of the process does not wait for those. */
export const promptClose = fastifyPlugin<PromptCloseOptions>(
  async (app, { graceMs }) => {
    let force: NodeJS.Timeout | undefined;
    app.addHook('preClose', async () => {
      force = setTimeout(() => app.server.closeAllConnections(), graceMs);
    });
    app.addHook('onClose', async () => clearTimeout(force));
  },
  { name: 'prompt-close' },
);
