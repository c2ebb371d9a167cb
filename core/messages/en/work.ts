/** What the worker says while it works: lines of the live card and questions to a person. */
export const work = {
  'work.chosen':
    'capabilities {matched, number} of {needed, number}{success, select, unknown {} other {, success {success}}}',
  'work.chosen_freely': 'score {score}',
  'work.recalled': '{count, plural, =0 {nothing noted on this} one {# note} other {# notes}}',
  'work.thinking': 'thinking',
  'work.thought': '{tokens, plural, one {# token} other {# tokens}}',
  'work.waits_for_approval': 'waits for approval {number}{count, plural, =1 {} other { (# calls together)}}',
  'work.cut_off': 'cut off by the stop; it only read, so nothing was changed',
  'work.cut_off_unknown': 'cut off by the stop; it may have taken effect',
  'work.outcome_unknown':
    'The worker went away while {action} was running{target, select, none {} other { on {target}}}. Nobody can say whether it took effect, so it was not run again. Please look, then say whether it was done or whether to run it again.',
  'work.choice_done': 'It was done, go on',
  'work.choice_retry': 'Run it again',
  'work.too_late':
    '{number} had just ended when your message came, so nobody read it. Send it again and it starts a new task: “{words}”',
} as const;
