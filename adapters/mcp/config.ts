import { z } from 'zod';
import { skillOverrides } from '../../core/schema/skill-config.ts';

const common = {
  backend: z.literal('mcp'),
  /** Seconds that one call may take. */
  timeout: z.number().positive().max(3600).default(60),
  ...skillOverrides,
  actions: z.record(z.string(), z.strictObject(skillOverrides)).default({}),
};

const stdio = z.strictObject({
  ...common,
  transport: z.literal('stdio'),
  /** An executable, or `npx-free`: the bin of an installed npm package, run without downloading anything. */
  command: z.string().min(1),
  package: z.string().min(1).optional(),
  /** Which bin of the package, when it has several. */
  bin: z.string().min(1).optional(),
  args: z.array(z.string()).default([]),
  /** All that the process gets beside PATH. */
  env: z.record(z.string(), z.string()).default({}),
  cwd: z.string().optional(),
});

const streamableHttp = z.strictObject({
  ...common,
  transport: z.literal('streamable-http'),
  url: z.url({ protocol: /^https?$/ }),
  headers: z.record(z.string(), z.string()).default({}),
});

/** The part of the skills file that says how an MCP server is reached. */
export const mcpSkillSchema = z
  .discriminatedUnion('transport', [stdio, streamableHttp])
  .superRefine((config, context) => {
    if (config.transport !== 'stdio') return;
    const packaged = config.command === 'npx-free';
    if (packaged && config.package === undefined) {
      context.addIssue({ code: 'custom', path: ['command'], message: 'npx-free needs "package"' });
    }
    if (!packaged && (config.package !== undefined || config.bin !== undefined)) {
      context.addIssue({ code: 'custom', path: ['package'], message: 'only goes with "command: npx-free"' });
    }
  });

export type McpSkillConfig = z.infer<typeof mcpSkillSchema>;
