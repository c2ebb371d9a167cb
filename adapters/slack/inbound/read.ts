/** An object whose fields may hold anything. */
export type Fields = Readonly<Record<string, unknown>>;

export const asObject = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;

/** null for everything that is not text. Half a character and the sign that ends text can't be kept: they are left out. */
export const asText = (value: unknown): string | null =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '') : null;

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Text at a path; null when something on the way is missing. */
export const textAt = (value: unknown, ...path: readonly string[]): string | null => {
  let here: unknown = value;
  for (const name of path) here = asObject(here)?.[name];
  return asText(here);
};

/** Whose workspace a delivery is from. */
export interface FromTeam {
  readonly teamId: string;
  readonly enterpriseId: string | null;
  /** The app was installed for the whole organization. */
  readonly orgInstall: boolean;
}

const authorizationOf = (body: Fields): Fields | null => asObject(asList(body.authorizations)[0]);

/** The user id of our own bot, which events carry. null: it does not say. */
export const readOwnId = (body: Fields): string | null => {
  const authorization = authorizationOf(body);
  return authorization?.is_bot === true ? asText(authorization.user_id) || null : null;
};

/**
 * The workspace that installed the app, which in a channel shared between organizations is not always the one the
 * person is of. null: it does not say, and then nothing can be done with it.
 */
export const readTeam = (body: Fields): FromTeam | null => {
  const authorization = authorizationOf(body);
  const enterpriseId =
    textAt(authorization, 'enterprise_id') ||
    textAt(body, 'enterprise', 'id') ||
    asText(body.enterprise_id) ||
    textAt(body, 'team', 'enterprise_id') ||
    null;
  const teamId =
    textAt(authorization, 'team_id') ||
    textAt(body, 'view', 'app_installed_team_id') ||
    textAt(body, 'team', 'id') ||
    asText(body.team_id) ||
    textAt(body, 'user', 'team_id') ||
    enterpriseId;
  if (!teamId) return null;
  const flag = body.is_enterprise_install ?? authorization?.is_enterprise_install;
  return { teamId, enterpriseId, orgInstall: flag === true || flag === 'true' };
};
