import { AppError } from '../../core/errors.ts';
import type { Log } from '../../core/ports/runtime.ts';
import type { SkillBackend, SkillRegistry } from '../../core/ports/skill-backend.ts';
import { callName, type SkillAction } from '../../core/skill.ts';
import { type SkillSettings, withOverrides } from './overrides.ts';
import { createSchemaCheck } from './schema-check.ts';

export interface RegisteredSkill {
  readonly name: string;
  readonly backend: SkillBackend;
  readonly settings: SkillSettings;
}

export interface RunningRegistry extends SkillRegistry {
  /** Ends the servers that were started for the skills. */
  close(): Promise<void>;
}

/** Starts all backends and resolves when each has said what it can do; one that is down has no actions until it is up. */
export const createSkillRegistry = async (deps: {
  readonly skills: readonly RegisteredSkill[];
  readonly log: Log;
}): Promise<RunningRegistry> => {
  const { skills, log } = deps;
  const listeners: (() => void)[] = [];
  const bySkill = new Map<string, readonly SkillAction[]>();
  const check = createSchemaCheck();

  const refresh = async (skill: RegisteredSkill): Promise<void> => {
    const listed = await skill.backend.list();
    const names = new Set(listed.map((action) => action.action));
    const unknown = Object.keys(skill.settings.actions).filter((name) => !names.has(name));
    if (unknown.length > 0 && listed.length > 0) {
      log.warn({ skill: skill.name, unknown }, 'the skills file has settings for actions that do not exist');
    }
    bySkill.set(
      skill.name,
      listed.map((action) => withOverrides(action, skill.settings)),
    );
  };

  await Promise.all(skills.map(refresh));
  for (const skill of skills) {
    skill.backend.onChange?.(() => {
      refresh(skill)
        .then(() => {
          log.info({ skill: skill.name, actions: bySkill.get(skill.name)?.length ?? 0 }, 'the skill changed');
          for (const listener of listeners) listener();
        })
        .catch((error: unknown) =>
          log.warn({ skill: skill.name, error: String(error) }, "the skill can't be listed"),
        );
    });
  }

  return {
    list: () => skills.flatMap((skill) => bySkill.get(skill.name) ?? []),
    find: (skill, action) => bySkill.get(skill)?.find((known) => known.action === action),
    checkArguments: (action, args) => check(action.inputSchema, args),
    invoke: (action, args, context) => {
      const owner = skills.find((skill) => skill.name === action.skill);
      if (!owner) throw new AppError('unknown_action', { name: callName(action) });
      return owner.backend.invoke(
        { skill: action.skill, action: action.action, arguments: args },
        {},
        context,
      );
    },
    preview: async (action, args, context) => {
      const owner = skills.find((skill) => skill.name === action.skill);
      return (await owner?.backend.preview?.({ action: action.action, arguments: args }, context)) ?? [];
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
    close: async () => {
      await Promise.all(skills.map((skill) => skill.backend.close?.()));
    },
  };
};
