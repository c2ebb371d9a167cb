import type { ApprovalStatus, Verdict } from './approval.ts';
import type { Actor, PersonRef, Surface } from './member.ts';

/** One click, with who clicked and what they are entitled to at this moment. */
export interface DecisionInput {
  readonly tenantId: string;
  readonly approvalId: string;
  readonly actor: Actor;
  readonly verdict: Verdict;
  readonly reason: string | null;
  /** Digest of what the person was shown. */
  readonly digest: string;
  readonly surface: Surface;
}

/** Every click gets one of these, privately. Times are ISO 8601. */
export type DecisionAnswer =
  | { readonly kind: 'accepted'; readonly verdict: Verdict }
  | { readonly kind: 'more_needed'; readonly have: number; readonly need: number }
  | {
      readonly kind: 'already_decided';
      readonly status: Exclude<ApprovalStatus, 'pending' | 'expired' | 'withdrawn'>;
      readonly by: PersonRef;
      readonly at: string;
      readonly reason: string | null;
    }
  | { readonly kind: 'already_said'; readonly at: string; readonly have: number; readonly need: number }
  | { readonly kind: 'not_entitled' }
  | { readonly kind: 'own_request' }
  | { readonly kind: 'expired'; readonly at: string }
  | { readonly kind: 'withdrawn'; readonly by: PersonRef | null; readonly at: string }
  | { readonly kind: 'changed' }
  | { readonly kind: 'reason_required' }
  | { readonly kind: 'recorded' };
