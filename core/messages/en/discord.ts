/** Words that only Discord's messages and dialogs need. */
export const discord = {
  'discord.since': 'started {at}',
  'discord.expires': 'expires {near} ({at})',
  'discord.open': 'Open on the page',
  'discord.continues': 'It goes on in the messages below.',
  'discord.in_file': 'The whole of it is in the file {name} below.',
  'discord.confirm.title': 'Are you sure?',
  'discord.confirm.body': 'This can’t be undone.',
  'discord.confirm.button': 'Yes, do it',
  'discord.confirm.label': 'Do you want this?',
} as const;
