/** What the HTTP interface says beside the errors every surface shares. */
export const api = {
  'api.status.bad_request': 'Bad request',
  'api.status.unauthorized': 'Not signed in',
  'api.status.forbidden': 'Not allowed',
  'api.status.not_found': 'Not found',
  'api.status.conflict': 'Not possible now',
  'api.status.gone': 'Too late',
  'api.status.too_large': 'Too large',
  'api.status.unsupported': 'Unsupported content type',
  'api.status.misdirected': 'Wrong address',
  'api.status.unprocessable': 'Not accepted',
  'api.status.internal': 'Internal error',
  'api.status.bad_gateway': 'A service gave a wrong answer',
  'api.status.unavailable': 'A service is away',
  'api.status.timeout': 'A service did not answer in time',
  'api.invalid_request':
    'Part of the request is not valid, so nothing was done. `errors` says which part, and why.',
  'api.invalid_json': 'The body is not valid JSON, so nothing was done. Send a JSON document.',
  'api.invalid_body':
    'The body is not as long as its Content-Length says, so nothing was done. Send it again.',
  'api.not_json': 'Bodies are read as JSON only. Send it with Content-Type: application/json.',
  'api.too_large': 'The request is larger than 256 KiB, so nothing was done. Send less.',
  'api.objective_or_runbook': 'Give either an objective or a runbook.',
  'api.arguments_need_runbook': 'Arguments belong to a runbook: name it, too.',
  'api.cross_site':
    'This came from another website, so nothing was done. Use the Countersign page itself, or an API key.',
  'api.scope_missing':
    'This API key may not do that: it lacks the scope {scope}. Ask an admin for a key that has it.',
  'api.wrong_host':
    'This address is not answered under that name. Open the address that Countersign printed when it started.',
  'api.nothing_to_decide': '{number} has asked for no approval, so there is nothing to decide.',
  'api.signin.title': 'This sign-in link does not work',
  'api.signin.used': 'It was used already, is too old, or is not complete.',
  'api.signin.what_to_do':
    'Stop Countersign and run `npm start` again: it prints a new link. Where it runs for several people, ask the one who operates it.',
  'api.page_missing.title': 'The page is not built yet',
  'api.page_missing.what_to_do': 'Run `{command}` in the Countersign folder, then load this page again.',
  'api.slack.installed': 'Slack workspace {workspace} is connected',
  'api.slack.installed.next':
    'In Slack, write `/countersign help`. To be known there, write `/link` in the web chat and send the code in Slack.',
  'api.slack.not_installed': 'The Slack workspace was not connected',
  'api.slack.cancelled':
    'You left it out in Slack, so nothing was changed. Start again from `/slack/install`.',
  'api.slack.state':
    'This answer does not belong to an installation begun in this browser within the last ten minutes, so nothing was changed. Start again from `/slack/install`.',
} as const;
