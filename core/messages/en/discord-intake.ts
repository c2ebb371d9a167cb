/** What people on Discord are told when they write to the bot, press a button or fill in a form. */
export const discordIntake = {
  'discord.kept':
    'I have your request, but the service that runs tasks is not answering. It is kept and done as soon as the service is back; you need not send it again.',
  'discord.not_taken':
    'A part of me is not answering, so nothing was taken. Please do it again in a minute; an admin finds the reason in the log.',
  'discord.which_server':
    'You are known in several organizations here: {servers}. Begin with the server you mean, as in “{first}: what should be done”; after that, what you write here is for the same one.',
  'discord.server_unknown':
    'This server is not connected to an organization here, so nothing was done. An operator connects it with: npm run admin -- workspace connect {id}',
  'discord.linked': 'You are linked: here you are {name}. Write /help to see what I can do for you.',
  'discord.said': '{by}: {words}',
  'discord.form_too_late':
    'The form came too late to be shown, so nothing was changed. Press the button again.',
  'discord.direct_shut':
    'I have an answer for you alone, but Discord does not let me write to you. Allow direct messages of this server’s members in its privacy settings, or use the slash command: its answer is seen only by you.',
  'discord.started': '{number} has started.',
  'discord.taken': 'Taken.',
  'discord.form.new_task': 'New task',
  'discord.form.objective': 'What should be done?',
  'discord.form.agent': 'Agent (the best one when empty)',
  'discord.form.priority': 'Priority',
} as const;
