import { z } from 'zod';

/** Where the workflow service is. */
export const temporalConfig = z.object({
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s:]+:\d+$/, 'must be host:port, e.g. 127.0.0.1:7233')
    .describe('host:port of the Temporal frontend'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
});
export type TemporalConfig = z.infer<typeof temporalConfig>;
