import { z } from 'zod';

/** RFC 9457. `detail` is the sentence for a person, in their language; `code` is for programs. */
export const problem = z
  .looseObject({
    type: z.string().describe('Same for every problem with this code'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What happened and what to do, in the language of the reader'),
    code: z.string().describe('For programs; never changes'),
    instance: z.string().describe('This one request; the id is in the logs'),
    errors: z
      .array(z.object({ pointer: z.string(), message: z.string() }))
      .optional()
      .describe('One per wrong part of the request; `pointer` is a JSON Pointer'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;

const answer = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problem } },
});

/** For `response` of every route: what any request can be refused with. */
export const problems = {
  400: answer('The request is not valid'),
  401: answer('No valid key or session'),
  403: answer('Not allowed'),
  404: answer('There is no such thing, or it is not yours to see'),
  409: answer('Not possible in the present state'),
  410: answer('Too late'),
  422: answer('Understood, and refused'),
  503: answer('A service is away; try again after `Retry-After` seconds'),
} as const;
