/** Id of our plugin inside every gateway, and the one tool it adds. */
export const BRIDGE_PLUGIN = 'chatops-bridge';
export const BRIDGE_TOOL = 'chatops_action';

/**
 * The variable of the gateway's process that holds the key of its model, so that no file does. Never the name of a
 * provider's own variable (`MODEL_API_KEY`, …): seeing one, the gateway fetches that provider's plugin before it starts.
 */
export const MODEL_KEY_VARIABLE = 'COUNTERSIGN_MODEL_KEY';

/** A model of an OpenAI-compatible server. */
export interface OpenClawModel {
  readonly provider: string;
  readonly baseUrl: string;
  readonly model: string;
  readonly contextWindow: number;
  readonly maxTokens: number;
  /** US dollars for a million tokens; unknown is 0 there. */
  readonly price: { readonly input: number; readonly output: number } | null;
}

export interface OpenClawConfigInput {
  readonly port: number;
  /** `lan` in a pod, where a Service must reach it. Never left out: unset in a container it means 0.0.0.0. */
  readonly bind: 'loopback' | 'lan';
  readonly model?: OpenClawModel;
  /** Absolute folder of the bridge plugin, as the gateway's process sees it. */
  readonly bridgePath: string;
  /** Absolute; without it the gateway writes below /tmp. */
  readonly logFile: string;
}

/**
 * openclaw.json: one tool of ours, two meta tools, no shell, no files, no channels, no page, nothing that looks for
 * updates or neighbours. Without a secret in it: the gateway's token is OPENCLAW_GATEWAY_TOKEN in its environment.
 */
export const openclawConfig = ({
  port,
  bind,
  model,
  bridgePath,
  logFile,
}: OpenClawConfigInput): Readonly<Record<string, unknown>> => ({
  gateway: {
    mode: 'local',
    port,
    bind,
    controlUi: { enabled: false },
    auth: { mode: 'token' },
  },
  tools: { profile: 'minimal', alsoAllow: [BRIDGE_TOOL] },
  cron: { enabled: false },
  update: { checkOnStart: false },
  discovery: { mdns: { mode: 'off' } },
  logging: { file: logFile },
  agents: {
    defaults: {
      heartbeat: { every: '0m' },
      ...(model ? { model: { primary: `${model.provider}/${model.model}` } } : {}),
    },
  },
  plugins: {
    // The second one lets a device be approved by a request instead of by a person at a terminal.
    allow: [BRIDGE_PLUGIN, 'admin-http-rpc'],
    load: { paths: [bridgePath] },
    slots: { memory: 'none' },
    entries: { [BRIDGE_PLUGIN]: { enabled: true }, 'admin-http-rpc': { enabled: true } },
  },
  ...(model ? { models: { mode: 'merge', providers: { [model.provider]: providerOf(model) } } } : {}),
});

const providerOf = ({ baseUrl, model, contextWindow, maxTokens, price }: OpenClawModel) => ({
  baseUrl,
  apiKey: { source: 'env', provider: 'default', id: MODEL_KEY_VARIABLE },
  api: 'openai-completions',
  models: [
    {
      id: model,
      name: model,
      reasoning: false,
      input: ['text'],
      contextWindow,
      maxTokens,
      cost: { input: price?.input ?? 0, output: price?.output ?? 0, cacheRead: 0, cacheWrite: 0 },
    },
  ],
});
