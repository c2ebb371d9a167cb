/** What people wrote, by the chat's own message id: to send it again or to run what was meant. */
export interface ThreadMessages {
  /** null: there is no such message, or this member may not see it. */
  textOf(tenantId: string, memberId: string, threadId: string, messageId: string): Promise<string | null>;
}
