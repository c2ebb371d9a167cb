/** `identity` is the message's own: channel and ts, interaction id, or an Idempotency-Key. */
export const taskWorkflowId = (tenantId: string, platform: string, identity: string): string =>
  `task/${tenantId}/${platform}/${identity}`;

export const approvalWorkflowId = (tenantId: string, approvalId: string): string =>
  `approval/${tenantId}/${approvalId}`;

export const instanceWorkflowId = (tenantId: string, instanceId: string): string =>
  `instance/${tenantId}/${instanceId}`;
