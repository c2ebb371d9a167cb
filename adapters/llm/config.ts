import { z } from 'zod';

export const LLM_PROVIDERS = ['anthropic', 'openai', 'openai-compatible'] as const;

const words = z.string().trim().min(1).optional();

/** The variables of this adapter, each by itself; `readLlmConfig` checks them together. */
const variables = z.object({
  COUNTERSIGN_MODEL: z
    .string()
    .trim()
    .regex(
      /^(anthropic|openai|openai-compatible):\S+$/,
      'must be anthropic:MODEL, openai:MODEL or openai-compatible:MODEL',
    )
    .optional(),
  /** US dollars per million tokens, input and output: `3,15`. */
  COUNTERSIGN_MODEL_PRICE: z
    .string()
    .trim()
    .regex(/^\d+(\.\d+)?,\d+(\.\d+)?$/, 'must be two numbers, input,output in US dollars per million tokens')
    .optional(),
  ANTHROPIC_API_KEY: words,
  OPENAI_API_KEY: words,
  OPENAI_COMPATIBLE_BASE_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).optional(),
  OPENAI_COMPATIBLE_API_KEY: words,
});

export interface LlmConfig {
  readonly provider: (typeof LLM_PROVIDERS)[number];
  readonly model: string;
  readonly apiKey: string | null;
  readonly baseUrl: string | null;
  /** US dollars per million tokens; null when only the built-in table is to be asked. */
  readonly price: { readonly input: number; readonly output: number } | null;
}

/** null when no model is configured. Throws an Error that lists every variable that is missing or wrong. */
export const readLlmConfig = (env: Readonly<Record<string, string | undefined>>): LlmConfig | null => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = variables.safeParse(given);
  const problems = (result.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const values = result.data;
  const chosen = values?.COUNTERSIGN_MODEL;
  if (values && chosen === undefined) return null;
  const config = values && chosen !== undefined ? toConfig(values, chosen, problems) : null;
  if (config && problems.length === 0) return config;
  throw new Error(`the model can't be used; set these environment variables:\n  ${problems.join('\n  ')}`);
};

const toConfig = (values: z.infer<typeof variables>, chosen: string, problems: string[]): LlmConfig => {
  const colon = chosen.indexOf(':');
  const provider = chosen.slice(0, colon) as LlmConfig['provider'];
  const keys = {
    anthropic: ['ANTHROPIC_API_KEY', values.ANTHROPIC_API_KEY],
    openai: ['OPENAI_API_KEY', values.OPENAI_API_KEY],
    'openai-compatible': ['OPENAI_COMPATIBLE_API_KEY', values.OPENAI_COMPATIBLE_API_KEY],
  } as const;
  const [name, apiKey] = keys[provider];
  const compatible = provider === 'openai-compatible';
  if (apiKey === undefined && !compatible) problems.push(`${name}: is needed for ${chosen}`);
  if (compatible && values.OPENAI_COMPATIBLE_BASE_URL === undefined) {
    problems.push(`OPENAI_COMPATIBLE_BASE_URL: is needed for ${chosen}`);
  }
  const [input, output] = (values.COUNTERSIGN_MODEL_PRICE ?? '').split(',').map(Number);
  return {
    provider,
    model: chosen.slice(colon + 1),
    apiKey: apiKey ?? null,
    baseUrl: compatible ? (values.OPENAI_COMPATIBLE_BASE_URL ?? null) : null,
    price: input !== undefined && output !== undefined ? { input, output } : null,
  };
};
