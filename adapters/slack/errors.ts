/**
 * What is done when Slack says no.
 * `retry`: the same call again in a moment · `rejoin`: enter the channel, then again · `repost`: that message is gone,
 * post a new one · `fit`: too long, with less · `to_requester`: the channel is closed to us, write to who asked ·
 * `reinstall`: the token is dead, the workspace has to be connected again · `too_late`: the click is too old for a
 * form, say so · `give_up`: our own mistake or nothing to be done, the operator is told by the log.
 */
export type SlackErrorAction =
  | 'retry'
  | 'rejoin'
  | 'repost'
  | 'fit'
  | 'to_requester'
  | 'reinstall'
  | 'too_late'
  | 'give_up';

interface Answer {
  readonly action: SlackErrorAction;
  /** Who hears of it. */
  readonly tells: 'nobody' | 'requester' | 'clicker' | 'admin' | 'operator';
}

const rows = (
  action: SlackErrorAction,
  tells: Answer['tells'],
  codes: readonly string[],
): readonly (readonly [string, Answer])[] => codes.map((code) => [code, { action, tells }]);

/** Codes of the methods of `methods.ts`, by what is done about them (docs.slack.dev, each method's "Errors"). */
export const ERROR_ROWS = [
  ...rows('retry', 'nobody', [
    'ratelimited',
    'rate_limited',
    'message_limit_exceeded',
    'request_timeout',
    'service_unavailable',
    'internal_error',
    'fatal_error',
    'team_added_to_org',
    // A workspace on its way into an organization: away for a while, its token as good as before.
    'org_login_required',
    'hash_conflict',
    'update_failed',
  ]),
  // The workspace is taken off the list for it: only what says that the token itself is dead, for every call.
  ...rows('reinstall', 'admin', [
    'invalid_auth',
    'not_authed',
    'account_inactive',
    'token_revoked',
    'token_expired',
    'team_disabled',
    'app_not_installed',
    'user_removed_from_team',
  ]),
  ...rows('rejoin', 'requester', ['not_in_channel']),
  ...rows('to_requester', 'requester', [
    'channel_not_found',
    'is_archived',
    // What chat.update says of an archived or deleted channel.
    'is_inactive',
    'invalid_channel',
    'too_many_members',
    // Admins closed this channel to messages; others are open.
    'ekm_access_denied',
    'restricted_action',
    'restricted_action_read_only_channel',
    'restricted_action_thread_only_channel',
    'restricted_action_non_threadable_channel',
    'restricted_action_thread_locked',
    'cannot_reply_to_message',
    'user_not_in_channel',
    'no_permission',
    'access_denied',
    'not_allowed',
    'method_not_supported_for_channel_type',
    'messages_tab_disabled',
    'external_channel_migrating',
    'posting_to_channel_denied',
    'channel_is_limited_access',
    'channel_type_not_supported',
  ]),
  ...rows('repost', 'nobody', [
    'message_not_found',
    'cant_update_message',
    'edit_window_closed',
    'block_mismatch',
    'thread_not_found',
    'thread_deleted',
  ]),
  ...rows('fit', 'operator', ['msg_too_long', 'msg_blocks_too_long', 'view_too_large']),
  ...rows('too_late', 'clicker', [
    'expired_trigger_id',
    'exchanged_trigger_id',
    'trigger_expired',
    'trigger_exchanged',
  ]),
  // One workspace of an organization took the app away: the organization's token is good for the others.
  ...rows('give_up', 'admin', ['team_access_not_granted']),
  ...rows('give_up', 'operator', [
    'missing_scope',
    'cant_delete_message',
    'compliance_exports_prevent_deletion',
    'accesslimited',
    'attachment_payload_limit_exceeded',
    'cant_broadcast_message',
    'no_dual_broadcast_content_update',
    'markdown_text_conflict',
    'invalid_metadata_schema',
    'invalid_metadata_filter_keys',
    'list_record_comment_fetch_failed',
    'streaming_state_conflict',
    'missing_file_data',
    'missing_profile_id',
    'not_implemented',
    'invalid_thread_ts',
    'is_bot',
    'reserved_username',
    'file_deleted',
    'file_is_deleted',
    'file_share_limit_reached',
    'file_upload_size_restricted',
    'max_file_sharing_exceeded',
    'unable_to_share_files',
    'channels_limit_exceeded',
    'alt_txt_too_large',
    'snippet_too_large',
    'not_allowed_token_type',
    'invalid_arguments',
    'invalid_arg_name',
    'invalid_array_arg',
    'invalid_charset',
    'invalid_form_data',
    'invalid_post_type',
    'missing_post_type',
    'invalid_json',
    'json_not_object',
    'invalid_blocks',
    'invalid_blocks_format',
    'invalid_attachments',
    'invalid_metadata_format',
    'metadata_too_large',
    'metadata_must_be_sent_from_app',
    'duplicate_message_not_found',
    'too_many_attachments',
    'too_many_contact_cards',
    'no_text',
    'missing_channel',
    'missing_argument',
    'invalid_cursor',
    'invalid_limit',
    'invalid_ts_latest',
    'invalid_ts_oldest',
    'invalid_types',
    'fetch_members_failed',
    'method_deprecated',
    'deprecated_endpoint',
    'two_factor_setup_required',
    'enterprise_is_restricted',
    'not_enabled',
    'not_found',
    'view_not_found',
    'push_limit_reached',
    'duplicate_external_id',
    'invalid_trigger',
    'invalid_trigger_id',
    'file_not_found',
    'file_update_failed',
    'file_uploads_disabled',
    'file_uploads_except_images_disabled',
    'upload_failed',
    'unknown_snippet_type',
    'unknown_subtype',
    'storage_limit_reached',
    'malware_detected',
    'blocked_file_type',
    'user_not_found',
    'user_not_visible',
    'user_disabled',
    'users_not_found',
    'users_list_not_supplied',
    'user_is_bot',
    'user_is_restricted',
    'user_is_ultra_restricted',
    'cannot_dm_bot',
    'invalid_user_combination',
    'not_enough_users',
    'too_many_users',
    'no_such_subteam',
    'subteam_max_users_exceeded',
    'plan_upgrade_required',
    'paid_teams_only',
    'permission_denied',
    'missing_access',
    'as_user_not_supported',
    'ekm_bad_request',
    'slack_connect_canvas_sharing_blocked',
    'slack_connect_file_link_sharing_blocked',
    'slack_connect_file_upload_sharing_blocked',
    'slack_connect_blocked_file_type',
    'slack_connect_clip_sharing_blocked',
    'team_not_found',
    'unsupported_team_type',
    'unsupported_team_for_function',
    'app_token_required',
    'user_token_required',
    'unknown_method',
  ]),
];
const SLACK_ERRORS: ReadonlyMap<string, Answer> = new Map(ERROR_ROWS);

/** An answer nobody knows is our own to look at; the log names it. */
const UNKNOWN: Answer = { action: 'give_up', tells: 'operator' };

export const answerFor = (code: string): Answer => SLACK_ERRORS.get(code) ?? UNKNOWN;
export const actionFor = (code: string): SlackErrorAction => answerFor(code).action;
