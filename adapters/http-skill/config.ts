import { z } from 'zod';
import { skillName, skillOverrides } from '../../core/schema/skill-config.ts';

const limits = {
  /** Seconds until an answer is given up. */
  timeout: z.number().positive().max(600).default(30),
  /** Bytes of an answer that are read; the rest is cut off with a mark. */
  maxBytes: z.number().int().positive().max(50_000_000).default(1_000_000),
  /** When given, only these hosts are called, redirects included. */
  hosts: z.array(z.string().min(1)).optional(),
};

const jsonSchema = z.looseObject({ type: z.literal('object') });

/** A request as it is sent. `{name}` in url, header and body values is an argument; in a url it is percent-encoded. */
const request = z.strictObject({
  kind: z.literal('request').default('request'),
  description: z.string().min(1),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
  url: z.string().regex(/^https?:\/\//, 'must start with http:// or https://'),
  headers: z.record(z.string(), z.string()).default({}),
  /** Sent as JSON. A value that is exactly `{name}` keeps the argument's type. */
  body: z.json().optional(),
  input: jsonSchema.default({ type: 'object', properties: {}, additionalProperties: false }),
  /** Statuses that count as success; any 2xx when left out. */
  expectStatus: z.array(z.number().int().min(100).max(599)).optional(),
  ...limits,
  ...skillOverrides,
});

/** GET of a url given as argument, answered with a measurement and not with the page. */
const check = z.strictObject({
  kind: z.literal('check'),
  description: z.string().min(1),
  ...limits,
  ...skillOverrides,
});

/** The part of the skills file that declares HTTP requests. */
export const httpSkillSchema = z.strictObject({
  backend: z.literal('http'),
  ...skillOverrides,
  actions: z
    .record(
      skillName,
      z.preprocess(
        // The kind may be left out, and then it is a request.
        (value) =>
          typeof value === 'object' && value !== null && !('kind' in value)
            ? { kind: 'request', ...value }
            : value,
        z.discriminatedUnion('kind', [request, check]),
      ),
    )
    .default({}),
});

export type HttpSkillConfig = z.infer<typeof httpSkillSchema>;
export type HttpAction = HttpSkillConfig['actions'][string];
export type HttpRequestAction = Extract<HttpAction, { kind: 'request' }>;
