/** Of a message: only one person sees it. */
export const EPHEMERAL = 1 << 6;
/** Of a message: it consists of components alone. It can't be taken off again. */
export const COMPONENTS_V2 = 1 << 15;
