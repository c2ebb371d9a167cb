/** Commands: what they do, what was wrong with one, and the answers they give. */
export const commands = {
  'command.task': 'give a task to an agent',
  'command.run': 'run a runbook or one action, no model involved',
  'command.tasks': 'list the newest tasks',
  'command.trace': 'show every step of a task',
  'command.stop': 'stop a task at once',
  'command.approvals': 'what waits for an answer',
  'command.help': 'what I can do for you here',
  'command.usage.task': '/task <objective> [agent:NAME] [group:NAME] [priority:low|normal|high|urgent]',
  'command.usage.run': '/run <runbook or skill.action> [key=value …]',
  'command.usage.tasks': '/tasks',
  'command.usage.trace': '/trace <task>',
  'command.usage.stop': '/stop [task]',
  'command.usage.approvals': '/approvals',
  'command.usage.help': '/help',
  'command.option.agent': 'which agent does it',
  'command.option.group': 'which group it is chosen from',
  'command.option.priority': 'low, normal, high or urgent',
  'command.needs_task':
    'Which task? Write its number, as in /trace T-12.{words, select, none {} other { I can’t read “{words}” as one.}}',
  'command.needs_objective':
    'What should be done? Write it after the command, as in /task Tidy the workspace.',
  'command.needs_target':
    'What should run? Write a runbook or an action, as in /run workspace-report. /help lists them.',
  'command.needs_pairs': 'I can’t read “{words}”: arguments are written key=value, as in {example}.',
  'command.needs_values': '{name} needs {missing}. Nothing was run. Write it as in {example}.',
  'command.unknown_argument': '{name} has no argument “{key}”. It takes: {keys}.',
  'command.bad_priority': 'There is no priority “{priority}”. It is low, normal, high or urgent.',
  'command.did_you_mean': '{problem} Did you mean {suggestion}?',
  'command.stopping': '{number} is being stopped.',
  'command.nothing_runs':
    'No task runs in this thread, so there is nothing to stop. To stop another one write /stop and its number.',
  'command.followed_up': 'Passed on to {number}; it reads it at its next step.',
  'command.question_closed': 'That question is answered already. Nothing was changed by your click.',
  'command.sent_again': 'Sent again.',
  'command.started_again': '{number} was started.',
  'help.title': 'What I can do for you here',
  'help.you_can':
    '{role, select, requester {You can hand over tasks, follow them, write to them and stop your own.} other {You can hand over tasks, approve or reject what others asked for, and stop any task.}}',
  'help.actions': 'Actions',
  'help.actions_count': '{count, plural, one {# action} other {# actions}}',
  'help.approve':
    'To approve: read the card in the thread, then press Approve or Reject. /approvals lists what waits.',
  'help.stop': 'To stop: press Stop on the task’s card, or write /stop in its thread.',
  'help.examples': 'Examples that work here: {examples}',
  'help.no_runbooks': 'No runbooks yet. An admin adds them as files in the runbooks folder.',
} as const;
