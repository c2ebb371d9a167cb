/** What a mind says in its own words, without a model. */
export const minds = {
  'minds.no_model':
    'No language model is set up, so I can’t work on free text. {count, plural, =0 {There is nothing to run either.} other {What I can do without one:}}',
  'minds.no_model_admin': 'An admin can set one up with the environment variable COUNTERSIGN_MODEL.',
  'minds.more_actions': '{count, plural, one {and # more action} other {and # more actions}}: /help',
  'minds.no_words': 'The model ended without an answer.',
} as const;
