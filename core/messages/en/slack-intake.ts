/** What Slack's own ways in say: forms, the assistant pane, and answers to people who are not known yet. */
export const slackIntake = {
  'slack.kept':
    'I have your request, but the service that runs tasks is not answering. It is kept and done as soon as the service is back; you need not send it again.',
  'slack.linked':
    'You are linked: here you are {name}. Write /countersign help to see what I can do for you.',
  'slack.said': '{by}: {words}',
  'slack.form_too_late':
    'The form came too late to be shown, so nothing was changed. Press the button again.',
  'slack.moved':
    'I can’t write in the channel where this was asked any more, so it goes on here. To have it there again, invite me to the channel.',
  'slack.assistant.greeting':
    'Hello {name}. Hand me a task in your own words, or run one of the runbooks below. Anything risky waits for a colleague’s approval.',
  'slack.assistant.prompts': 'What can be done here',
  'slack.assistant.ask_agent': 'Ask {agent}',
  'slack.assistant.ask_agent.example': '/task Say what you can do here agent:"{agent}"',
  'slack.assistant.waiting': 'What waits for an answer',
  'slack.assistant.status': 'is working on it…',
  'slack.form.new_task': 'New task',
  'slack.form.start': 'Start',
  'slack.form.objective': 'What should be done?',
  'slack.form.agent': 'Agent (the best one is picked when empty)',
  'slack.form.priority': 'Priority',
  'slack.form.channel': 'Where to show it (directly to you when empty)',
  'slack.manifest.umbrella': 'everything I can do, in one command: help, run, task, …',
  'slack.manifest.description':
    'Hand tasks to agents and runbooks, watch every step, and approve what is risky',
  'slack.manifest.run_as_task': 'Run as a task',
  'slack.manifest.run_as_task.description': 'Hand this message over, with its thread',
  'slack.manifest.new_task.description': 'Hand over a task from anywhere',
} as const;
