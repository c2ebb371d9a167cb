import type { CardStep, Tone } from '../../../core/card.ts';
import type { StepType, TraceStep } from '../../../core/trace.ts';

interface Look {
  readonly sign: CardStep['sign'];
  readonly tone: Tone;
}

const DONE: Look = { sign: '✓', tone: 'success' };
const FAILED: Look = { sign: '✗', tone: 'danger' };
const STOPPED: Look = { sign: '⊘', tone: 'muted' };
const WAITING: Look = { sign: '⏸', tone: 'waiting' };
const NOTED: Look = { sign: '○', tone: 'muted' };

const LOOKS: Readonly<Record<StepType, Look>> = {
  dispatched: DONE,
  memory_recall: DONE,
  executing: DONE,
  skill_call: DONE,
  delegated: DONE,
  approval_requested: NOTED,
  approval_granted: { sign: '✓', tone: 'waiting' },
  approval_rejected: FAILED,
  approval_expired: FAILED,
  followed_up: NOTED,
  completed: DONE,
  failed: FAILED,
  cancelled: STOPPED,
};

/** How a step of the trace looks; `isOpen`: it is what the task waits for. */
export const stepLook = ({ stepType, details }: TraceStep, isOpen: boolean): Look => {
  if (isOpen) return WAITING;
  if (stepType === 'skill_call' && details.ok === false) return FAILED;
  return LOOKS[stepType];
};
