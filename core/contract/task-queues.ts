/** Workflows, and the activities that think and act. */
export const MAIN_QUEUE = 'countersign';
/** Posts to chats, so that a slow or rate-limited chat never holds up work. */
export const CHAT_QUEUE = 'countersign-chat';
