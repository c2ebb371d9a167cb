import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';

/** The body, query or path of a request that its schema refused; explained later, in the reader's language. */
export class InvalidInput extends Error {
  readonly schema: z.ZodType;
  readonly input: unknown;
  readonly part: string;
  constructor(schema: z.ZodType, input: unknown, part: string) {
    super(`invalid ${part}`);
    this.name = 'InvalidInput';
    this.schema = schema;
    this.input = input;
    this.part = part;
  }
}

export const validateInput: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (data) => {
    const result = schema.safeParse(data);
    if (result.success) return { value: result.data };
    return { error: new InvalidInput(schema, data, httpPart ?? 'request') };
  };
