import type { Card, CardListRow, Notice } from '../card.ts';
import type { MemberAction } from '../commands/member-command.ts';
import { AppError } from '../errors.ts';
import type { Member } from '../member.ts';
import { type Text, text } from '../text.ts';
import type { ManageMembersDeps, ManageMembersInput } from './manage-members.ts';

export type Action<K extends MemberAction['kind']> = Extract<MemberAction, { kind: K }>;

export const said = (words: Text): Notice => ({ tone: 'neutral', text: words });
export const refused = (words: Text): Notice => ({ tone: 'danger', text: words });

/** Every change of who may what is a row, and so is every try. */
export const audit = (
  { audit: rows }: ManageMembersDeps,
  { actor, place, action }: ManageMembersInput,
  subjectId: string,
  outcome: string,
  details: Readonly<Record<string, unknown>>,
  subjectType: 'member' | 'workspace' = 'member',
): Promise<void> =>
  rows.append(actor.tenantId, {
    memberId: actor.memberId,
    action: `member.${action.kind}`,
    subjectType,
    subjectId,
    outcome,
    surface: place.platform,
    details,
  });

/** The one who is called that; a name that two have names nobody. */
export const personOf = async (deps: ManageMembersDeps, tenantId: string, name: string): Promise<Member> => {
  const members = await deps.members.list(tenantId);
  const exact = members.filter(({ displayName }) => displayName === name);
  const found =
    exact.length > 0
      ? exact
      : members.filter(({ displayName }) => displayName.toLowerCase() === name.toLowerCase());
  const [member, another] = found;
  if (!member) throw new AppError('member_unknown', { name });
  if (another) throw new AppError('invalid_request', { detail: text('member.ambiguous', { name }) });
  return member;
};

/** People shown at once; more would not fit a message. */
export const MAX_ROWS = 40;

export const listOf = (title: Text, rows: readonly CardListRow[], empty: Text): Card => {
  const shown = rows.slice(0, MAX_ROWS);
  const more = rows.length - shown.length;
  return {
    kind: 'list',
    tone: 'neutral',
    sign: '≡',
    title,
    state: [],
    sections: [
      { kind: 'list', rows: shown, empty },
      ...(more > 0 ? [{ kind: 'lines' as const, lines: [text('member.more', { count: more })] }] : []),
    ],
    buttons: [],
  };
};

export const showing = (shown: Card): Notice => ({ tone: 'neutral', text: shown.title, card: shown });
