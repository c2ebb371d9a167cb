import type { ChatStores } from '../../core/ports/chat-stores.ts';
import type { Log } from '../../core/ports/runtime.ts';
import type { SecretBox } from '../../core/ports/secret-box.ts';
import type { Stores } from '../../core/ports/stores.ts';
import type { SlackConfig } from './config.ts';
import { createSlackIntake, type SlackIntake, type SlackIntakeDeps } from './intake/intake.ts';
import { createSlackChat, type SlackChat } from './slack-chat.ts';
import { createSlackPeople } from './slack-people.ts';
import { createSlackUsergroups, type SlackUsergroups } from './slack-usergroups.ts';
import { createSlackWorkspaces, type SlackWorkspaces } from './slack-workspaces.ts';

export interface SlackDeps {
  readonly config: Pick<SlackConfig, 'SLACK_BOT_TOKEN' | 'SLACK_API_URL'>;
  readonly stores: Stores;
  readonly chatStores: ChatStores;
  readonly box: SecretBox | null;
  readonly publicUrl: string | null;
  readonly log: Log;
}

export interface Slack {
  readonly chat: SlackChat;
  readonly workspaces: SlackWorkspaces;
  readonly usergroups: SlackUsergroups;
  /** For a process that takes deliveries. */
  intake(use: Pick<SlackIntakeDeps, 'bind' | 'resolveActor' | 'linkPerson'>): SlackIntake;
}

/** Slack as one process sees it. Nothing is connected or asked before it is used. */
export const createSlack = (deps: SlackDeps): Slack => {
  const { config, ...common } = deps;
  const workspaces = createSlackWorkspaces({
    ...common,
    environmentToken: config.SLACK_BOT_TOKEN ?? null,
    apiUrl: config.SLACK_API_URL,
  });
  const usergroups = createSlackUsergroups({ ...common, workspaces });
  const chat = createSlackChat({ ...common, workspaces });
  const people = createSlackPeople(common);
  return {
    chat,
    workspaces,
    usergroups,
    intake: (use) =>
      createSlackIntake({
        ...common,
        ...use,
        apiUrl: config.SLACK_API_URL,
        workspaces,
        people,
        usergroups,
        chat,
      }),
  };
};
