/** Words that only Discord's messages and dialogs need. */
export const discord = {
  'discord.since': 'started {at}',
  'discord.expires': 'expires {near} ({at})',
  'discord.open': 'Open on the page',
  'discord.continues': 'It goes on in the messages below.',
  'discord.in_file': 'The whole of it is in the file {name} below.',
  'discord.file_refused':
    'I may not attach files in this channel, so {name} is not here. The whole of it is on the page; to get it here next time, give the bot’s role the permission Attach Files.',
  'discord.confirm.title': 'Are you sure?',
  'discord.confirm.body': 'This can’t be undone.',
  'discord.confirm.button': 'Yes, do it',
  'discord.confirm.label': 'Do you want this?',
} as const;
