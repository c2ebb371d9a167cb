import { parseArgs } from 'node:util';
import { LOCALES, type Locale, ROLES, type Role } from '../core/member.ts';
import { API_SCOPES, type ApiScope } from '../core/ports/stores.ts';
import { DEFAULT_DATA_FOLDER } from './data-folder.ts';
import { StartError } from './start-error.ts';

export const USAGE = `npm run admin -- COMMAND [--data DIR]

  tenant create NAME [--slug SLUG] [--locale en|es]   a tenant with three members; prints their keys once
  tenant list
  member add NAME --role ${ROLES.join('|')} [--tenant SLUG] [--locale en|es]
  member list [--tenant SLUG]
  key create --member NAME|ID [--name NAME] [--scopes a,b] [--days N] [--tenant SLUG]   prints the key once
  key list [--tenant SLUG]
  key revoke PREFIX|ID [--tenant SLUG]
  link create --member NAME|ID [--tenant SLUG]        a link that signs that member in on the page, once
  workspace list [--tenant SLUG]                      the Slack workspaces and Discord servers of a tenant
  workspace connect ID [--tenant SLUG]                a Discord server that the bot was invited to
  workspace disconnect ID [--tenant SLUG]             forgets one, so that another tenant can connect it

Works on the database of a running \`npm start\` in the data folder, or on DATABASE_URL (its owner).
--tenant may be left out when there is only one. Scopes: ${API_SCOPES.join(', ')}.`;

const OPTIONS = {
  data: { type: 'string' },
  tenant: { type: 'string' },
  slug: { type: 'string' },
  locale: { type: 'string' },
  role: { type: 'string' },
  member: { type: 'string' },
  name: { type: 'string' },
  scopes: { type: 'string' },
  days: { type: 'string' },
  help: { type: 'boolean' },
} as const;

export interface AdminArguments {
  readonly command: string;
  /** What follows the command: a name, a key. */
  readonly subject: string | undefined;
  readonly dataFolder: string;
  readonly tenant: string | undefined;
  readonly slug: string | undefined;
  readonly locale: Locale | undefined;
  readonly role: Role | undefined;
  readonly member: string | undefined;
  readonly name: string | undefined;
  readonly scopes: readonly ApiScope[];
  readonly days: number | undefined;
}

/** Null: the person asks for help. Throws StartError for what can't be understood. */
export const readAdminArguments = (argv: readonly string[]): AdminArguments | null => {
  const { values, positionals } = parse(argv);
  if (values.help || positionals.length === 0) return null;
  const [noun, verb, subject] = positionals;
  return {
    command: `${noun} ${verb ?? ''}`.trim(),
    subject,
    dataFolder: values.data ?? DEFAULT_DATA_FOLDER,
    tenant: values.tenant,
    slug: values.slug,
    locale: oneOf(LOCALES, '--locale', values.locale),
    role: oneOf(ROLES, '--role', values.role),
    member: values.member,
    name: values.name,
    scopes:
      values.scopes?.split(',').flatMap((scope) => oneOf(API_SCOPES, '--scopes', scope.trim()) ?? []) ??
      API_SCOPES,
    days: readDays(values.days),
  };
};

const parse = (argv: readonly string[]) => {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message.split('. ')[0] : error}.\n\n${USAGE}`);
  }
};

const oneOf = <T extends string>(
  allowed: readonly T[],
  option: string,
  value: string | undefined,
): T | undefined => {
  if (value === undefined) return undefined;
  const found = allowed.find((one) => one === value);
  if (found === undefined)
    throw new StartError(`${option} must be one of ${allowed.join(', ')}, not "${value}".`);
  return found;
};

const readDays = (value: string | undefined): number | undefined => {
  if (value === undefined) return undefined;
  const days = Number(value);
  if (!Number.isInteger(days) || days < 1)
    throw new StartError(`--days must be a whole number from 1, not "${value}".`);
  return days;
};
