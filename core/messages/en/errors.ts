/** One sentence for every code of `core/errors.ts`: what happened, what that means for you, what to do. */
export const errors = {
  'error.invalid_request':
    'That request is not complete or not valid{detail, select, none {} other { ({detail})}}. Nothing was started. Please correct it and send it again.',
  'error.not_found':
    'There is nothing here under that name or number that you can see. Check it with /tasks or /approvals.',
  'error.not_signed_in': 'You are not signed in. Open the sign-in link again, or send a valid API key.',
  'error.forbidden':
    'Your role does not allow that, so nothing was changed. An approver or an admin can do it.',
  'error.idempotency_mismatch':
    'This Idempotency-Key was used before with another request. Nothing was started. Use a new key for a new request.',
  'error.unknown_command': 'I don’t know {command}. /help lists what I can do.',
  'error.unknown_runbook': 'There is no runbook named {name}. Nothing was started. /help lists the runbooks.',
  'error.unknown_action': 'There is no action named {name}. Nothing was run. /help lists what I can do.',
  'error.unknown_task': 'There is no task {number} that you can see. /tasks lists the newest ones.',
  'error.invalid_arguments':
    'The arguments of {name} are not right: {errors}. Nothing was run. Correct them and try again.',
  'error.no_agent':
    'No agent can do this: missing {missing}. Nothing was run. An admin can give an agent that capability.',
  'error.agent_unknown':
    'There is no agent named {name}. Nothing was started. Leave the name out to let the best one be picked.',
  'error.group_unknown':
    'There is no group named {name}. Nothing was started. Leave the name out to choose from all agents.',
  'error.task_ended':
    '{number, select, none {That task has ended already} other {{number} has ended already}}, so there is nothing left to change. Write in its thread to start a new task from it.',
  'error.skill_disabled': '{action} is switched off here, so it was not run. An admin can switch it on.',
  'error.skill_definition_changed':
    '{name} is not what was approved any more: its definition or its arguments changed. It was not run. Start the task again to ask for the new one.',
  'error.skill_failed': '{action} answered that it failed: {reason}',
  'error.skill_timeout':
    'A call did not answer in time, and it is not known whether it took effect. Check before you run it again.',
  'error.skill_unavailable':
    'The service behind this action can’t be reached, so it was not run. Try again in a few minutes.',
  'error.outcome_unknown': 'It is not known whether {action} took effect. Look before you run it again.',
  'error.approval_rejected':
    '{by} rejected it{reason, select, none {} other { (“{reason}”)}}. It was not run.',
  'error.approval_expired':
    'Nobody approved it in time, so it was not run. Start the task again to ask again.',
  'error.approval_withdrawn': 'The approval was withdrawn, so it was not run.',
  'error.approver_no_longer_entitled':
    '{by} approved it but may no longer approve such actions, so it was not run. Start the task again to ask somebody else.',
  'error.requirement_not_enforced':
    'The approval asks for something this version does not enforce ({parts}), so it was refused. An admin has to change the configuration.',
  'error.delegation_unavailable':
    'The agent wanted to hand this on, which this version does not do. Ask for the parts one by one.',
  'error.budget_spent':
    'The budget of this task is spent, so it was stopped. Start a smaller task, or ask an admin for more.',
  'error.time_spent':
    'The time for this task is up ({minutes, plural, one {# minute} other {# minutes}}), so it was stopped. What was done so far is in the trace.',
  'error.too_many_steps':
    'The task took more than {limit, plural, one {# step} other {# steps}} without an end, so it was stopped. Ask for something smaller.',
  'error.model_unavailable':
    'The language model can’t be reached, so the task stopped. Nothing more was run. Try again in a few minutes.',
  'error.model_refused': 'The language model declined this request. Rephrase it, or use /run for a runbook.',
  'error.model_not_configured':
    'No language model is set up. Use /run for a runbook, or ask an admin to set one up.',
  'error.runbook_failed':
    'Step “{step}” of the runbook failed: {reason}. The steps after it were not run. Correct the cause and run it again.',
  'error.store_unavailable':
    'The records can’t be reached right now. What was accepted before goes on. Try again in a minute.',
  'error.workflow_service_unavailable':
    'The service that runs tasks is not answering, so this was not accepted. Send it again in a minute; the same message never starts a second task.',
  'error.chat_closed':
    'The chat this was asked in is closed to Countersign, and there is no way to who asked there. The answer is on this page.',
  'error.chat_unavailable':
    'The chat can’t be reached right now. The work itself goes on; its messages come later.',
  'error.not_linked':
    'I don’t know you yet in this organization, so nothing was done. Write /link in the web chat to get a code and send it here as /link CODE, or ask an admin to link you with /member.',
  'error.guest_refused':
    'Only full members of this workspace can hand me work or decide, so nothing was done. Ask a colleague from the organization to do it.',
  'error.link_code_invalid':
    'That code is not valid any more, so you were not linked. Write /link in the web chat to get a new one; it works once, for 15 minutes.',
  'error.workspace_taken':
    'This workspace is connected to another organization here, so nothing was changed. Its admin has to disconnect it first.',
  'error.workspace_unknown':
    'This workspace is not connected to an organization here, so nothing was done. An admin can connect it from the web page.',
  'error.member_unknown': 'There is no member named {name}, so nothing was changed. /member list shows them.',
  'error.secret_unreadable':
    'A stored secret can’t be read with the key this server has, so nothing was done. Tell your operator: the encryption key changed.',
  'error.internal':
    'There was a fault in Countersign itself. Nothing more was done. Tell your operator when it was; the log has the cause.',
} as const;
