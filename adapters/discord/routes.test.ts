import { describe, expect, it } from 'vitest';
import { budgetKey, type DiscordRoute, fillPath, ROUTES, type RouteSpec } from './routes.ts';

const params = {
  applicationId: '900000000000000001',
  guildId: '900000000000000002',
  channelId: '900000000000000003',
  messageId: '900000000000000004',
  userId: '900000000000000005',
  commandId: '900000000000000006',
  interactionId: '900000000000000007',
  interactionToken: 'aW50.x-_',
};
const routes = Object.entries<RouteSpec>(ROUTES) as [DiscordRoute, RouteSpec][];

describe('the routes', () => {
  it.each(routes)('%s has an address', (route) => {
    expect(fillPath(route, params)).toMatch(/^(\/[\w.@-]+)+$/);
  });

  it.each(['.', '..', ''])('take no %j for a part of an address', (channelId) => {
    expect(() => fillPath('channel.get', { channelId })).toThrow('channel.get needs channelId');
  });

  it('go where they are meant to, whatever fills them', () => {
    expect(fillPath('channel.get', { channelId: '1/../users/@me?x' })).toBe(
      '/channels/1%2F..%2Fusers%2F%40me%3Fx',
    );
  });

  it('have a line of their own for each channel where all processes share a rate', () => {
    expect(budgetKey('message.create', params)).toBe('discord/message.create/900000000000000003');
    const shared = routes.filter(([, { rate }]) => rate !== null).map(([route]) => route);
    expect(shared).toEqual(['message.create', 'message.update']);
  });

  it('repeat nothing that would be there twice', () => {
    const once = routes.filter(([, { repeatable }]) => !repeatable).map(([route]) => route);
    expect(once).toEqual(['thread.create', 'message.create', 'interaction.followUp']);
  });

  it('answer interactions without the bot’s token', () => {
    const open = routes.filter(([, { auth }]) => !auth).map(([route]) => route.split('.')[0]);
    expect(new Set(open)).toEqual(new Set(['interaction']));
  });
});
