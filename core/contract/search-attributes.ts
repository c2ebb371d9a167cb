/** Typed keys only, and no text of a message: the visibility store is not encrypted. All are of type Keyword. */
export const TENANT_ATTRIBUTE = 'CountersignTenant';
export const SEARCH_ATTRIBUTES = [TENANT_ATTRIBUTE] as const;
