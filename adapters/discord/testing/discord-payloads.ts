export const US = '900000000000000001';
export const ANA = '900000000000000002';
export const GUILD = '900000000000000003';
export const CHANNEL = '900000000000000004';
export const MESSAGE = '900000000000000005';
export const ID = '900000000000000006';
export const ROLE = '900000000000000007';
export const BEN = '900000000000000008';
export const OUR_ROLE = '900000000000000009';
export const OWN = { userId: US, roleIds: [OUR_ROLE] };

export const file = {
  id: '77',
  filename: 'a.txt',
  content_type: 'text/plain',
  size: 3,
  url: 'https://cdn.discordapp.com/a',
};

/** An interaction as Discord sends it, over whichever transport. */
export const interaction = (type: number, data: object, over: object = {}) => ({
  id: ID,
  application_id: US,
  type,
  token: 'aW50.x-_',
  guild_id: GUILD,
  channel_id: CHANNEL,
  channel: { id: CHANNEL, type: 11, parent_id: '42' },
  member: { user: { id: ANA, username: 'ana' }, roles: [ROLE], permissions: '8' },
  app_permissions: '2048',
  locale: 'es-419',
  context: 0,
  data,
  ...over,
});
