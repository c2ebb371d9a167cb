/**
 * What is done when Discord says no.
 * `retry`: the same call again in a moment · `repost`: that message is gone or can't be changed, post a new one ·
 * `unarchive`: open the thread, then again · `fit`: too long, with less · `to_requester`: the channel is closed to us,
 * write to who asked · `reinstall`: the token is dead · `too_late`: the interaction can't be answered any more ·
 * `done`: what was wanted is so already · `give_up`: our own mistake or nothing to be done, the operator is told by
 * the log.
 */
export type DiscordErrorAction =
  | 'retry'
  | 'repost'
  | 'unarchive'
  | 'fit'
  | 'to_requester'
  | 'reinstall'
  | 'too_late'
  | 'done'
  | 'give_up';

interface Answer {
  readonly action: DiscordErrorAction;
  /** Who hears of it. */
  readonly tells: 'nobody' | 'requester' | 'clicker' | 'admin' | 'operator';
}

const rows = (
  action: DiscordErrorAction,
  tells: Answer['tells'],
  codes: readonly number[],
): readonly (readonly [number, Answer])[] => codes.map((code) => [code, { action, tells }]);

/**
 * Codes of the routes of `routes.ts`, by what is done about them (discord.com/developers, "JSON Error Codes"; the
 * names are those of the library's `RESTJSONErrorCodes`).
 */
export const ERROR_ROWS = [
  ...rows('retry', 'nobody', [
    20016, // ActionCannotBePerformedDueToSlowmodeRateLimit
    20022, // AnnouncementEditLimitExceeded
    20028, // ChannelSendRateLimit
    20029, // ServerSendRateLimit
    40003, // OpeningDirectMessagesTooFast
    40004, // SendMessagesHasBeenTemporarilyDisabled
    40006, // FeatureTemporarilyDisabledServerSide
    40062, // ServiceResourceIsBeingRateLimited
    130000, // APIResourceOverloaded
  ]),
  ...rows('repost', 'nobody', [
    10008, // UnknownMessage
    30046, // MaximumNumberOfEditsToMessagesOlderThanOneHourReached
    50005, // CannotEditMessageAuthoredByAnotherUser
    50021, // CannotExecuteActionOnSystemMessage
  ]),
  ...rows('unarchive', 'nobody', [
    50083, // InvalidActionOnArchivedThread
  ]),
  ...rows('fit', 'operator', [
    30015, // MaximumNumberOfAttachmentsInAMessageReached
    40005, // RequestEntityTooLarge
    50035, // InvalidFormBodyOrContentType
    50045, // FileUploadedExceedsMaximumSize
    400001, // AccessToFileUploadsHasBeenLimitedForThisGuild
  ]),
  ...rows('to_requester', 'requester', [
    10003, // UnknownChannel
    10004, // UnknownGuild
    30033, // MaximumThreadParticipantsReached
    40058, // CannotSendAMessageInAForumChannel
    40067, // TagRequiredToCreateAForumPostInThisChannel
    50001, // MissingAccess
    50008, // CannotSendMessagesInNonTextChannel
    50009, // ChannelVerificationLevelTooHighForYouToGainAccess
    50013, // MissingPermissions
    50024, // CannotExecuteActionOnThisChannelType
    160002, // CannotReplyWithoutPermissionToReadMessageHistory
    160005, // ThreadLocked
    160006, // MaximumActiveThreads
    160007, // MaximumActiveAnnouncementThreads
    200000, // MessageWasBlockedByAutomaticModeration
    200001, // TitleWasBlockedByAutomaticModeration
    240000, // MessageBlockedByHarmfulLinksFilter
  ]),
  // Every call fails with it, until somebody sets another token.
  ...rows('reinstall', 'admin', [
    40001, // Unauthorized
    50014, // InvalidToken
  ]),
  ...rows('too_late', 'clicker', [
    10015, // UnknownWebhook: the fifteen minutes are over
    10062, // UnknownInteraction: the three seconds are over
    40094, // ThisInteractionHasHitTheMaximumNumberOfFollowUpMessages
    50027, // InvalidWebhookToken
  ]),
  ...rows('done', 'nobody', [
    40060, // InteractionHasAlreadyBeenAcknowledged
    160004, // ThreadAlreadyCreatedForMessage: its id is the message's
  ]),
  // Nothing can be written to that person; the trace has it.
  ...rows('give_up', 'requester', [
    10013, // UnknownUser
    20009, // ExplicitContentCannotBeSentToTheDesiredRecipient
    40007, // UserBannedFromThisGuild
    50007, // CannotSendMessagesToThisUser
    50278, // CannotSendMessagesToThisUserDueToHavingNoMutualGuilds
  ]),
  ...rows('give_up', 'operator', [
    10002, // UnknownApplication
    10007, // UnknownMember
    10011, // UnknownRole
    10063, // UnknownApplicationCommand
    20012, // NotAuthorizedToPerformThisActionOnThisApplication
    30032, // MaximumNumberOfApplicationCommandsReached
    30034, // MaximumDailyApplicationCommandCreatesReached
    40002, // VerifyYourAccount
    40041, // ApplicationCommandWithThatNameAlreadyExists
    40043, // ApplicationInteractionFailedToSend
    40333, // CloudflareIsBlockingYourRequest
    50003, // CannotExecuteActionOnDMChannel
    50006, // CannotSendAnEmptyMessage
    50033, // InvalidRecipients
    50041, // InvalidAPIVersion
    50046, // InvalidFileUploaded
    50068, // InvalidMessageType
    50109, // RequestBodyContainsInvalidJSON
    50146, // UploadedFileNotFound
    60003, // TwoFactorAuthenticationIsRequired
    160009, // CannotReferenceAMessageWithoutPermissionToReadMessageHistory
  ]),
];
const DISCORD_ERRORS: ReadonlyMap<number, Answer> = new Map(ERROR_ROWS);

/** An answer without a code of its own, by its HTTP status. */
const STATUS_ROWS: ReadonlyMap<number, Answer> = new Map<number, Answer>([
  [401, { action: 'reinstall', tells: 'admin' }],
  [403, { action: 'to_requester', tells: 'requester' }],
  [408, { action: 'retry', tells: 'nobody' }],
  [413, { action: 'fit', tells: 'operator' }],
  [429, { action: 'retry', tells: 'nobody' }],
]);

/** An answer nobody knows is our own to look at; the log names it. */
const UNKNOWN: Answer = { action: 'give_up', tells: 'operator' };
const PASSING: Answer = { action: 'retry', tells: 'nobody' };

export interface DiscordError {
  /** Discord's own; 0 when it gives none. */
  readonly code: number;
  /** Of HTTP. */
  readonly status: number;
  /** What is wrong inside of a form, e.g. `BASE_TYPE_MAX_LENGTH`. */
  readonly details?: readonly string[];
}

/** The message that is answered was deleted meanwhile: the same again, without answering it. */
const REPLY_GONE = ['REPLIES_UNKNOWN_MESSAGE', 'MESSAGE_REFERENCE_UNKNOWN_MESSAGE'];

export const answerFor = ({ code, status, details = [] }: DiscordError): Answer => {
  if (code === 50035 && details.some((detail) => REPLY_GONE.includes(detail))) {
    return { action: 'repost', tells: 'nobody' };
  }
  return DISCORD_ERRORS.get(code) ?? (status >= 500 ? PASSING : STATUS_ROWS.get(status)) ?? UNKNOWN;
};
export const actionFor = (error: DiscordError): DiscordErrorAction => answerFor(error).action;
