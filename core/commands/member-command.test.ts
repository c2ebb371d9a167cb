import { describe, expect, it } from 'vitest';
import { type CommandResult, parseCommand } from '../command.ts';

const KNOWN = { members: ['Ana', 'Rita Mora', 'Sam'], groups: ['ops', 'security'] };
const NOTHING = { runbooks: [], actions: [] };
const parse = (line: string): CommandResult => parseCommand(line, NOTHING, KNOWN);

describe('/member', () => {
  it.each<[string, object]>([
    ['/member list', { kind: 'list' }],
    ['/member  LIST', { kind: 'list' }],
    ['/member add Tom', { kind: 'add', person: 'Tom', role: 'requester', email: null }],
    [
      '/member add "Tom Reyes" role:approver email:tom@example.org',
      { kind: 'add', person: 'Tom Reyes', role: 'approver', email: 'tom@example.org' },
    ],
    [
      '/member add Tom Reyes email:<mailto:tom@example.org|tom@example.org>',
      { person: 'Tom Reyes', email: 'tom@example.org' },
    ],
    ['/member role Ana admin', { kind: 'role', person: 'Ana', role: 'admin' }],
    ['/member role Rita Mora approver', { kind: 'role', person: 'Rita Mora', role: 'approver' }],
    ['/member role @ana role:Admin', { kind: 'role', person: 'ana', role: 'admin' }],
    ['/member link Ana <@U012AB3CD>', { kind: 'link', person: 'Ana', user: 'U012AB3CD', workspace: null }],
    ['/member link Ana <@U012AB3CD|ana>', { user: 'U012AB3CD' }],
    ['/member link "Rita Mora" @W012AB3CD', { person: 'Rita Mora', user: 'W012AB3CD' }],
    ['/member link Ana U012AB3CD workspace:T1', { user: 'U012AB3CD', workspace: 'T1' }],
    ['/member link Ana <@!123456789012345678>', { user: '123456789012345678' }],
    ['/member unlink Ana', { kind: 'unlink', person: 'Ana', workspace: null }],
    ['/member email', { kind: 'email', domains: null }],
    ['/member email off', { kind: 'email', domains: [] }],
    ['/member email @Example.com example.org', { domains: ['example.com', 'example.org'] }],
    ['/member email <http://example.com|example.com>,x.org', { domains: ['example.com', 'x.org'] }],
    ['/member group', { kind: 'group_list' }],
    ['/member group list', { kind: 'group_list' }],
    ['/member group add @On-Call', { kind: 'group_add', group: 'on-call', source: 'manual' }],
    ['/member group add ops slack_usergroup:S12', { group: 'ops', source: 'slack_usergroup:S12' }],
    ['/member group add ops <!subteam^S12|@ops>', { group: 'ops', source: 'slack_usergroup:S12' }],
    [
      '/member group add ops discord_role:123456789012345678',
      { group: 'ops', source: 'discord_role:123456789012345678' },
    ],
    [
      '/member group add ops @&123456789012345678',
      { group: 'ops', source: 'discord_role:123456789012345678' },
    ],
    ['/member group remove @ops', { kind: 'group_remove', group: 'ops' }],
    ['/member group join ops Rita Mora', { kind: 'group_join', group: 'ops', person: 'Rita Mora' }],
    ['/member group leave ops Ana', { kind: 'group_leave', group: 'ops', person: 'Ana' }],
  ])('%s', (line, action) => {
    expect(parse(line)).toMatchObject({ kind: 'command', command: { name: 'member', action } });
  });

  it.each<[string, string, string | null]>([
    ['/member', 'member.needs_action', '/member list'],
    ['/membr list', 'error.unknown_command', '/member list'],
    ['/member lsit', 'member.unknown_action', '/member list'],
    ['/member grop join ops Ana', 'member.unknown_action', '/member group join ops Ana'],
    ['/member group jion ops Ana', 'member.unknown_action', '/member group join ops Ana'],
    ['/member xyzzy', 'member.unknown_action', null],
    ['/member add', 'command.write_as', null],
    ['/member add Tom role:aprover', 'member.bad_role', '/member add Tom role:approver'],
    [
      '/member add "Tom R" role:amdin email:t@x.org',
      'member.bad_role',
      '/member add "Tom R" role:admin email:t@x.org',
    ],
    ['/member add Tom role:king', 'member.bad_role', null],
    ['/member add Tom email:tom', 'member.bad_email', null],
    ['/member role', 'command.write_as', null],
    ['/member role Ana', 'command.write_as', null],
    ['/member role Ana aprover', 'member.bad_role', '/member role Ana approver'],
    ['/member role "Rita Moar" admin', 'error.member_unknown', '/member role "Rita Mora" admin'],
    ['/member role Nobody-Here admin', 'error.member_unknown', null],
    ['/member link Ana', 'command.write_as', null],
    ['/member link Ana ana', 'member.bad_user', null],
    ['/member link Anna <@U12> workspace:T1', 'error.member_unknown', '/member link Ana <@U12> workspace:T1'],
    ['/member email example', 'member.bad_domain', null],
    ['/member unlink', 'command.write_as', null],
    ['/member unlink Smam', 'error.member_unknown', '/member unlink Sam'],
    ['/member group add', 'command.write_as', null],
    ['/member group add Über', 'member.bad_group', null],
    ['/member group add ops everybody', 'member.bad_usergroup', null],
    ['/member group remove opps', 'member.group.unknown', '/member group remove ops'],
    ['/member group join securty Ana', 'member.group.unknown', '/member group join security Ana'],
    ['/member group join ops Rita Moar', 'error.member_unknown', '/member group join ops "Rita Mora"'],
    ['/member group join ops', 'command.write_as', null],
  ])('%s is a mistake with its nearest right form', (line, problem, suggestion) => {
    expect(parse(line)).toMatchObject({ kind: 'mistake', text: { t: problem }, suggestion });
    if (suggestion !== null) expect(parse(suggestion).kind).toBe('command');
  });

  it('says which form is right with the words that were given', () => {
    expect(parse('/member group join ops')).toMatchObject({
      text: { p: { example: '/member group join ops Ana' } },
    });
    expect(parse('/member unlink workspace:T1')).toMatchObject({
      text: { p: { example: '/member unlink Ana workspace:T1' } },
    });
  });
});
