import type { Requirement, Who } from './approval.ts';
import { type Actor, ROLES, type Role } from './member.ts';

/** What a risky action needs when nothing else was decided: one approver or admin, never the requester, in a day. */
export const DEFAULT_REQUIREMENT: Requirement = {
  stages: [
    {
      name: 'approval',
      quorum: 1,
      who: [{ role: 'approver' }, { role: 'admin' }],
      distinctFrom: ['requester'],
    },
  ],
  rejectEnds: 'first',
  reasonRequired: { approve: false, reject: true },
  expiresAfter: 'PT24H',
  stepUp: 'none',
};

const isRole = (word: string): word is Role => (ROLES as readonly string[]).includes(word);

/** What an approver group may be called: what a person can write after an @. */
export const GROUP_NAME = /^[a-z0-9][a-z0-9._-]{0,39}$/;

/** `approver` or `@ops` as a person writes it; null when it is neither a role nor a group's name. */
export const readWho = (word: string): Who | null => {
  if (isRole(word)) return { role: word };
  return word.startsWith('@') && GROUP_NAME.test(word.slice(1)) ? { group: word.slice(1) } : null;
};

/** The usual requirement, with those whose yes counts when the configuration names them for this action. */
export const withApprovers = (requirement: Requirement, approvers: readonly string[] = []): Requirement => {
  const who = approvers.flatMap((word) => readWho(word) ?? []);
  if (approvers.length === 0) return requirement;
  return { ...requirement, stages: requirement.stages.map((stage) => ({ ...stage, who })) };
};

const DURATION = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Milliseconds of an ISO 8601 duration in days, hours, minutes and seconds; null when it is not one or is zero. */
export const durationMs = (iso: string): number | null => {
  const parts = DURATION.exec(iso);
  if (!parts) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  const total = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  return total > 0 ? total : null;
};

/** The parts of a requirement that this version does not enforce, by path; [] means all of it is enforced. */
export const notEnforced = (requirement: Requirement): readonly string[] => {
  const parts: string[] = [];
  const stage = requirement.stages[0];
  if (requirement.stages.length !== 1 || !stage) parts.push('stages: exactly one');
  if (stage) {
    if (!Number.isInteger(stage.quorum) || stage.quorum < 1) parts.push('stages[0].quorum');
    if (stage.who.length === 0) parts.push('stages[0].who: nobody');
    if (stage.distinctFrom.some((from) => from !== 'requester')) parts.push('stages[0].distinctFrom');
    if (stage.remindAfter && stage.remindAfter.length > 0) parts.push('stages[0].remindAfter');
    if (stage.escalate) parts.push('stages[0].escalate');
  }
  if (requirement.rejectEnds !== 'first') parts.push('rejectEnds');
  if (durationMs(requirement.expiresAfter) === null) parts.push('expiresAfter');
  if (requirement.quietHours) parts.push('quietHours');
  if (requirement.stepUp !== 'none') parts.push('stepUp');
  return parts;
};

const matches = (who: Who, actor: Pick<Actor, 'memberId' | 'role' | 'groups'>): boolean => {
  if ('role' in who) return who.role === actor.role;
  if ('member' in who) return who.member === actor.memberId;
  return actor.groups.includes(who.group);
};

/** Is this person one of those whose yes counts? Says nothing about whose request it is. */
export const isEntitled = (
  requirement: Requirement,
  actor: Pick<Actor, 'memberId' | 'role' | 'groups'>,
): boolean => requirement.stages[0]?.who.some((who) => matches(who, actor)) ?? false;
