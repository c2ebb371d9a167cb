import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../core/command.ts';
import { toInbound } from './inbound.ts';
import { createManifest, SHORTCUTS } from './manifest.ts';
import { BOT_EVENTS, METHODS, missingScopes } from './methods.ts';

const socket = createManifest({ name: 'Countersign', publicUrl: null });
const http = createManifest({ name: 'Countersign', publicUrl: 'https://bot.example.com' });

describe('the app manifest', () => {
  it('has every command of the table, but for the name that Slack keeps for itself, and the one for all', () => {
    const names = socket.features.slash_commands.map(({ command }) => command);
    const wanted = COMMANDS.map(({ name }) => `/${name}`).filter((name) => name !== '/help');
    expect(names).toEqual([...wanted, '/countersign']);
  });

  it.each(Object.entries(METHODS))('has the scopes that %s needs', (_method, { scopes }) => {
    expect(socket.oauth_config.scopes.bot).toEqual(expect.arrayContaining([...scopes]));
  });

  it.each(Object.entries(BOT_EVENTS))('has the scopes that the event %s needs', (_event, scopes) => {
    expect(socket.oauth_config.scopes.bot).toEqual(expect.arrayContaining([...scopes]));
  });

  it('asks for no event that would not be understood', () => {
    const team = { team_id: 'T1' };
    for (const name of socket.settings.event_subscriptions.bot_events) {
      const event = {
        type: name.split('.')[0],
        user: name === 'user_change' ? { id: 'U1' } : 'U1',
        channel: 'C1',
        ts: '1.1',
        text: 'x',
        subteam: { id: 'S1' },
        subteam_id: 'S1',
        assistant_thread: { user_id: 'U1', channel_id: 'D1', thread_ts: '1.1' },
      };
      expect([name, toInbound({ ...team, type: 'event_callback', event }).kind]).not.toContain('unsupported');
    }
  });

  it('says which scopes are missing', () => {
    const all = socket.oauth_config.scopes.bot;
    expect(missingScopes(all)).toEqual([]);
    expect(missingScopes(all.filter((scope) => scope !== 'chat:write'))).toEqual(['chat:write']);
  });

  it('keeps Slack’s limits', () => {
    const { features, display_information: about } = socket;
    expect(about.name.length).toBeLessThanOrEqual(35);
    expect(about.description.length).toBeLessThanOrEqual(140);
    expect(features.slash_commands.length).toBeLessThanOrEqual(50);
    for (const { command, description, usage_hint: hint = '' } of features.slash_commands) {
      expect(command).toMatch(/^\/[a-z-]{1,31}$/);
      expect(description.length).toBeLessThanOrEqual(2000);
      expect(hint.length).toBeLessThanOrEqual(1000);
    }
    for (const { name, description } of features.shortcuts) {
      expect(name.length).toBeLessThanOrEqual(24);
      expect(description.length).toBeLessThanOrEqual(150);
    }
    expect(features.shortcuts.map(({ callback_id: id }) => id)).toEqual(Object.values(SHORTCUTS));
    expect(features.agent_view.agent_description.length).toBeLessThanOrEqual(500);
  });

  it('has addresses for HTTP, and none for Socket Mode', () => {
    expect(JSON.stringify(socket)).not.toContain('url');
    expect(socket.settings.socket_mode_enabled).toBe(true);
    expect(http.settings.socket_mode_enabled).toBe(false);
    const address = 'https://bot.example.com/slack/events';
    expect(http.settings.event_subscriptions.request_url).toBe(address);
    expect(http.settings.interactivity.request_url).toBe(address);
    expect(new Set(http.features.slash_commands.map((command) => 'url' in command && command.url))).toEqual(
      new Set([address]),
    );
    expect(http.oauth_config.redirect_urls).toEqual(['https://bot.example.com/slack/oauth_redirect']);
  });
});
