export const ROLES = ['requester', 'approver', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const LOCALES = ['en', 'es'] as const;
export type Locale = (typeof LOCALES)[number];

export const PLATFORMS = ['slack', 'discord', 'console'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** Where a decision or a request came from. */
export const SURFACES = ['slack', 'discord', 'console', 'api'] as const;
export type Surface = (typeof SURFACES)[number];

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly locale: Locale;
}

export interface Member {
  readonly id: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly role: Role;
  readonly locale: Locale;
}

/** The person who acts, with what they are entitled to right now. Resolved at the moment of the act, never stored. */
export interface Actor {
  readonly tenantId: string;
  readonly memberId: string;
  readonly displayName: string;
  readonly role: Role;
  /** Names of the approver groups this person is in. */
  readonly groups: readonly string[];
  readonly locale: Locale;
}

export interface PersonRef {
  readonly memberId: string;
  readonly displayName: string;
}
