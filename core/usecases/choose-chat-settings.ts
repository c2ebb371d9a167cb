import type { Notice } from '../card.ts';
import { text } from '../text.ts';
import type { CopiesAction, ManageMembersDeps, ManageMembersInput } from './manage-members.ts';
import { type Action, audit, refused, said } from './member-answers.ts';

/** Which addresses say who somebody is; without any, only codes and admins do. */
export const chooseEmail = async (
  deps: ManageMembersDeps,
  input: ManageMembersInput,
  { domains }: Action<'email'>,
): Promise<Notice> => {
  const { tenantId } = input.actor;
  const settings = await deps.chatSettings.read(tenantId);
  if (domains !== null) {
    await deps.chatSettings.write(tenantId, { ...settings, linkEmailDomains: domains });
    await audit(deps, input, input.place.workspaceId, 'accepted', { domains }, 'workspace');
  }
  const now = domains ?? settings.linkEmailDomains;
  return said(
    now.length > 0 ? text('member.email.now', { domains: now.join(', ') }) : text('member.email.none'),
  );
};

/** Whether every approval is shown in this channel as well. */
export const chooseCopies = async (
  deps: ManageMembersDeps,
  input: ManageMembersInput,
  { kind }: CopiesAction,
): Promise<Notice> => {
  const { actor, place } = input;
  const isHere = kind === 'approvals_here';
  if (isHere && place.platform === 'console') return refused(text('command.approvals_needs_channel'));
  const { platform, workspaceId, channelId } = place;
  const approvalsChannel = isHere ? { platform, workspaceId, channelId } : null;
  const settings = await deps.chatSettings.read(actor.tenantId);
  await deps.chatSettings.write(actor.tenantId, { ...settings, approvalsChannel });
  await audit(deps, input, workspaceId, 'accepted', { approvalsChannel }, 'workspace');
  return said(text(isHere ? 'command.approvals_here' : 'command.approvals_off'));
};
