import type { ApprovalSubject } from '../../core/approval.ts';
import type { Hasher } from '../../core/ports/runtime.ts';

/** Binds what was shown to what runs: the action, every argument, the tool's definition and the rules in force. */
export const approvalDigest = (hasher: Hasher, subject: ApprovalSubject, policyVersion: number): string =>
  hasher.digest({ subject, policyVersion });
