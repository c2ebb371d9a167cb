/** Who people are: codes that link them, roles, approver groups. */
export const people = {
  'command.link': 'connect your chat user with you here',
  'command.member': 'people, roles, links and approver groups',
  'command.usage.link': '/link [code]',
  'command.usage.member': '/member <list|add|role|link|unlink|email|group> …',
  'command.member.list': 'who there is, and who they are in the chats',
  'command.member.add': '<name> [role:requester|approver|admin] [email:ADDRESS]',
  'command.member.role': '<name> <requester|approver|admin>',
  'command.member.link': '<name> <chat user> [workspace:ID]',
  'command.member.unlink': '<name> [workspace:ID]',
  'command.member.email': '[domain|off]: addresses that say who somebody is',
  'command.member.group': 'list, add, remove, join, leave: the groups that can approve',
  'command.write_as': 'Something is missing there, so nothing was done. Write it as in {example}.',
  'command.stop_which':
    'Which task? No task has this place for itself, so write its number, as in /stop T-12. /tasks lists them.',
  'command.not_started': 'This was not started: {problem}',
  'command.approvals_where':
    'I can’t read “{words}”. /approvals lists what waits; /approvals here shows every approval in this channel, too, and /approvals off ends that.',
  'command.approvals_here': 'Every approval is shown here as well from now on. /approvals off ends that.',
  'command.approvals_off': 'Approvals are shown in their own threads alone from now on.',
  'command.approvals_needs_channel':
    'This is the web chat, where everybody sees every approval, so nothing was changed. Write it in the channel that should get copies.',
  'link.code':
    'Your code is {code}. Send /link {code} to me in Slack or Discord before {until}. It works once and makes whoever sends it you, so show it to nobody.',
  'link.already':
    'You are linked already: here you are {name}. A code is for people I don’t know yet; they get theirs with /link in the web chat.',
  'link.burnt':
    'Codes are for other chats. Everybody here could read this one, so it does not work any more. Write /link for a new one.',
  'member.list': 'People',
  'member.list.empty': 'Nobody yet. Add somebody with /member add.',
  'member.more': '{count, plural, one {# more is} other {# more are}} not shown.',
  'member.role': '{role, select, requester {requester} approver {approver} other {admin}}',
  'member.linked': 'linked as {user}',
  'member.unlinked': 'not linked',
  'member.in_groups': 'in {groups}',
  'member.needs_action': 'What about people? There are: {actions}.',
  'member.unknown_action': 'I don’t know {action}. There are: {actions}.',
  'member.bad_role': 'There is no role “{role}”. It is requester, approver or admin.',
  'member.bad_email': '“{email}” is no e-mail address, so nothing was done.',
  'member.bad_domain':
    '“{domain}” is no domain, so nothing was changed. Write one as in example.org, or off.',
  'member.email.now':
    'Whoever has a confirmed address of {domains} in a chat is the member with that address.',
  'member.email.none': 'Nobody is linked by an e-mail address: an admin or a code does it.',
  'member.bad_user':
    'I can’t read “{user}” as a chat user. Mention the person, or write the id that the chat shows in their profile, as in U012AB3CD.',
  'member.bad_group':
    '“{group}” can’t be a group’s name. Take lower-case letters, digits, - and _, up to 40 of them.',
  'member.bad_usergroup':
    'I can’t read “{usergroup}” as a user group or a role. Mention it, or write its id, as in slack_usergroup:S012AB3CD or discord_role:1234567890123456789.',
  'member.ambiguous': 'more than one member is named {name}',
  'member.added': '{name} is a member now: {role}.',
  'member.exists':
    '{name} is a member already: {role}. Nothing was changed. To change the role write /member role.',
  'member.email_taken': '{name} has the address {email} already, so nothing was changed.',
  'member.role_set': '{name} is {role} now.',
  'member.last_admin': '{name} is the only admin, so nothing was changed. Make somebody else an admin first.',
  'member.linked_now': '{user} of {workspace} is {name} from now on.',
  'member.unlinked_now': '{name} is not linked any more.',
  'member.not_linked': '{name} was not linked, so nothing was changed.',
  'member.needs_workspace': 'Of which workspace? Write it behind, as in {example}.',
  'member.groups': 'Approver groups',
  'member.groups.empty': 'No groups yet. Make one with /member group add.',
  'member.group.people': '{people, select, none {nobody} other {{people}}}',
  'member.group.outside': 'kept in {source}',
  'member.group.unknown':
    'There is no group named @{group}, so nothing was changed. /member group list shows them.',
  'member.group.added': '@{group} is a group now. Add people with /member group join {group} and a name.',
  'member.group.added_outside': '@{group} is a group now. Whoever is in {source} is in it.',
  'member.group.removed': '@{group} is gone. Nobody approves by it any more.',
  'member.group.joined': '{name} is in @{group} now.',
  'member.group.left': '{name} is not in @{group} any more.',
  'member.group.kept_outside':
    'The people of @{group} are kept in {source}, so nothing was changed. Add and remove them there.',
} as const;
