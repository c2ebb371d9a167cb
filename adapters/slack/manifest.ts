import { COMMANDS } from '../../core/command.ts';
import type { MessageKey } from '../../core/messages/catalogue.ts';
import { formatText } from '../../core/messages/format.ts';
import { text } from '../../core/text.ts';
import { BOT_EVENTS, BOT_SCOPES } from './methods.ts';

export interface ManifestOptions {
  readonly name: string;
  /** Origin people open; null: only Socket Mode, nothing is reachable from outside. */
  readonly publicUrl: string | null;
}

/** Shortcuts by the id they come back with. */
export const SHORTCUTS = { runAsTask: 'run_as_task', newTask: 'new_task' } as const;

/** Slack's own commands have these names in every workspace. */
const TAKEN = ['help'];
const HINT_LENGTH = 1000;

const english = (key: MessageKey): string => formatText(text(key), { locale: 'en', timeZone: 'UTC' });

/** What follows the name in `/run <runbook> [key=value …]`. */
const hintOf = (usage: MessageKey): string =>
  english(usage)
    .replace(/^\/\S+\s*/, '')
    .slice(0, HINT_LENGTH);

const commands = (url: string | null) =>
  [
    ...COMMANDS.filter(({ name }) => !TAKEN.includes(name)).map(({ name, usage, summary }) => ({
      command: `/${name}`,
      description: english(summary),
      usage_hint: hintOf(usage),
    })),
    {
      command: '/countersign',
      description: english('slack.manifest.umbrella'),
      usage_hint: `${COMMANDS.map(({ name }) => name).join(' | ')}`,
    },
  ].map(({ usage_hint: hint, ...command }) => ({
    ...command,
    ...(hint ? { usage_hint: hint } : {}),
    should_escape: true,
    ...(url ? { url } : {}),
  }));

/** The app as Slack makes it: every command, scope and event that this version uses, and none that it does not. */
export const createManifest = ({ name, publicUrl }: ManifestOptions) => {
  const url = publicUrl ? `${publicUrl}/slack/events` : null;
  return {
    display_information: {
      name,
      description: english('slack.manifest.description'),
      background_color: '#1f2937',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: name, always_online: true },
      shortcuts: [
        {
          name: english('slack.manifest.run_as_task'),
          type: 'message',
          callback_id: SHORTCUTS.runAsTask,
          description: english('slack.manifest.run_as_task.description'),
        },
        {
          name: english('slack.form.new_task'),
          type: 'global',
          callback_id: SHORTCUTS.newTask,
          description: english('slack.manifest.new_task.description'),
        },
      ],
      slash_commands: commands(url),
      agent_view: { agent_description: english('slack.manifest.description') },
    },
    oauth_config: {
      ...(publicUrl ? { redirect_urls: [`${publicUrl}/slack/oauth_redirect`] } : {}),
      scopes: { bot: [...BOT_SCOPES] },
    },
    settings: {
      event_subscriptions: { ...(url ? { request_url: url } : {}), bot_events: Object.keys(BOT_EVENTS) },
      interactivity: { is_enabled: true, ...(url ? { request_url: url } : {}) },
      org_deploy_enabled: true,
      socket_mode_enabled: url === null,
      token_rotation_enabled: false,
    },
  };
};
