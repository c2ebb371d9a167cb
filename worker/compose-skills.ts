import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HttpSkillConfig, httpSkillSchema } from '../adapters/http-skill/config.ts';
import { createHttpSkill } from '../adapters/http-skill/http-skill.ts';
import { type McpSkillConfig, mcpSkillSchema } from '../adapters/mcp/config.ts';
import { createMcpSkill } from '../adapters/mcp/mcp-skill.ts';
import { type Runbooks, readRunbooks } from '../adapters/runbook/read-runbooks.ts';
import { readSkillsConfig } from '../adapters/skill-registry/config.ts';
import { createSkillRegistry, type RunningRegistry } from '../adapters/skill-registry/registry.ts';
import { createSchemaProblem } from '../adapters/skill-registry/schema-check.ts';
import { systemHasher } from '../adapters/system/runtime.ts';
import { INSTANCE_SKILL } from '../core/instance-actions.ts';
import type { Log } from '../core/ports/runtime.ts';
import type { SkillBackend } from '../core/ports/skill-backend.ts';
import type { WorkerConfig } from './config.ts';

type SkillsConfig = Pick<WorkerConfig, 'COUNTERSIGN_SKILLS_FILE' | 'COUNTERSIGN_DATA'>;

/** The skills the file names, each started and listed. Throws FileError with every problem, file and line. */
export const startSkills = (
  config: SkillsConfig,
  env: NodeJS.ProcessEnv,
  log: Log,
  instances: SkillBackend | null = null,
): Promise<RunningRegistry> => {
  const file = config.COUNTERSIGN_SKILLS_FILE;
  const data = config.COUNTERSIGN_DATA;
  const skills = readSkillsConfig<McpSkillConfig | HttpSkillConfig>(readFileSync(file, 'utf8'), file, {
    backends: { mcp: mcpSkillSchema, http: httpSkillSchema },
    places: { data, workspace: join(data, 'workspace'), env },
  });
  return createSkillRegistry({
    skills: [
      ...[...skills].map(([name, settings]) => ({
        name,
        settings,
        backend:
          settings.backend === 'mcp'
            ? createMcpSkill({ skill: name, config: settings, hasher: systemHasher, log })
            : createHttpSkill({ skill: name, config: settings, hasher: systemHasher }),
      })),
      ...(instances
        ? [{ name: INSTANCE_SKILL, settings: { enabled: true, actions: {} }, backend: instances }]
        : []),
    ],
    log,
  });
};

/** All runbooks of the folder; a folder that is not there has none. */
export const loadRunbooks = (folder: string): Runbooks =>
  existsSync(folder)
    ? readRunbooks(folder, createSchemaProblem())
    : { list: () => [], find: () => undefined };
