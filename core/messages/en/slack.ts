/** Words that only Slack messages, dialogs and the app's home need. */
export const slack = {
  'slack.since': 'since {at}',
  'slack.expires': 'expires {at}',
  'slack.open': 'Open on the page',
  'slack.continues': 'It goes on in the messages below.',
  'slack.in_file': 'The whole of it is in the file {name} below.',
  'slack.home.waiting': 'Waiting for you',
  'slack.home.running': 'Your running tasks',
  'slack.home.recent': 'Your last tasks',
  'slack.home.more': 'Only the newest are shown here. The others: {command}',
  'slack.home.stranger':
    'I don’t know you here yet, so there is nothing to show. Ask an admin of your organization for a link code, and send it to me as a message.',
} as const;
