/** Workflows, and the activities that think and act. */
export const MAIN_QUEUE = 'countersign';
/** Posts to chats, so that a slow or rate-limited chat never holds up work. */
export const CHAT_QUEUE = 'countersign-chat';
/** Looks after running instances: many, long and idle, so they take no place from work. */
export const HEALTH_QUEUE = 'countersign-health';
