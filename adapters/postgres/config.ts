import { z } from 'zod';

/** Where the records are. */
export const postgresConfig = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be postgresql://user:password@host:port/database')
    .describe('Address of the database, with a login in the role countersign_app'),
});
