import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Approval, Verdict } from '../../../core/approval.ts';
import type { Notice } from '../../../core/card.ts';
import { raw } from '../../../core/text.ts';
import { HttpError, post } from '../data/http.ts';
import { useAnnounce } from '../shell/announcer.tsx';
import { problemText } from '../ui/problem.ts';
import { useWords } from '../words/reader.tsx';

export interface DecisionState {
  /** What became of the last click. */
  readonly notice: Notice | null;
  decide(verdict: Verdict, reason: string | null): Promise<void>;
  showProblem(error: unknown): void;
}

/** Sends a decision on exactly what is on the screen; every answer is shown, a refusal too. */
export const useDecision = (approval: Approval): DecisionState => {
  const words = useWords();
  const client = useQueryClient();
  const announce = useAnnounce();
  const [notice, setNotice] = useState<Notice | null>(null);
  const show = (tone: Notice['tone'], sentence: string): void => {
    setNotice({ tone, text: raw(sentence) });
    announce(sentence);
  };
  return {
    notice,
    async decide(verdict, reason) {
      try {
        const answer = (await post(`/api/v1/approvals/${approval.id}/decision`, {
          verdict,
          reason,
          digest: approval.digest,
        })) as { readonly outcome: string; readonly message: string };
        show(answer.outcome === 'accepted' ? 'success' : 'waiting', answer.message);
      } catch (error) {
        // No answer at all: the button itself says so and can be pressed again.
        if (!(error instanceof HttpError) || error.status === 0 || error.status >= 500) throw error;
        show('muted', problemText(error, words));
      } finally {
        await client.invalidateQueries({ queryKey: ['approvals'] });
      }
    },
    showProblem: (error) => show('danger', problemText(error, words)),
  };
};
