import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import type { Locale } from '../../core/member.ts';
import type { MessageKey } from '../../core/messages/catalogue.ts';
import { text } from '../../core/text.ts';
import { type Refusal, refuse, toRefusal } from '../problem.ts';
import type { Problem } from '../schemas/problem.ts';
import { InvalidInput } from '../validation.ts';
import { localeOf, say } from '../words.ts';

/** What the server itself refuses, before any route of ours sees it. */
const BY_SERVER: Readonly<Record<string, Omit<Refusal, 'errors'>>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, code: 'invalid_json', text: text('api.invalid_json') },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, code: 'invalid_json', text: text('api.invalid_json') },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    code: 'invalid_request',
    text: text('api.invalid_body'),
  },
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, code: 'too_large', text: text('api.too_large') },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, code: 'not_json', text: text('api.not_json') },
  FST_ERR_BAD_URL: { status: 404, code: 'not_found', text: text('error.not_found') },
  FST_ERR_MAX_PARAM_LENGTH: { status: 404, code: 'not_found', text: text('error.not_found') },
};

const LOCAL_ERRORS: Readonly<Record<Locale, ReturnType<typeof z.locales.en>>> = {
  en: z.locales.en(),
  es: z.locales.es(),
};

/** The same check once more, so that the reasons are in the reader's language. */
const explain = (error: InvalidInput, locale: Locale): NonNullable<Problem['errors']> => {
  const result = error.schema.safeParse(error.input, { error: LOCAL_ERRORS[locale].localeError });
  return (result.error?.issues ?? []).map((issue) => {
    const key = issue.code === 'custom' ? (issue.params?.text as MessageKey | undefined) : undefined;
    return {
      pointer: issue.path.length === 0 ? '' : `/${issue.path.map(String).join('/')}`,
      message: key ? say(text(key), locale) : issue.message,
    };
  });
};

/** Why this request was refused, for its sender. */
export const refusalOf = (error: FastifyError, request: FastifyRequest): Refusal => {
  if (error instanceof InvalidInput) {
    // A path that can't be right names nothing; it is answered like any id that does not exist.
    if (error.part === 'params') return toRefusal(new AppError('not_found'));
    const errors = explain(error, localeOf(request));
    return { status: 400, code: 'invalid_request', text: text('api.invalid_request'), errors };
  }
  const known = BY_SERVER[error.code];
  if (known || error instanceof AppError) return known ?? toRefusal(error);
  // A path that the file server does not like names no file.
  if (error.statusCode === 403 || error.statusCode === 404) return toRefusal(new AppError('not_found'));
  return toRefusal(error);
};

/** Every error leaves as a problem document; what nobody expected is logged here and told to nobody. */
export const problems = fastifyPlugin(
  async (app) => {
    app.setErrorHandler((error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      const refusal = refusalOf(error, request);
      if (refusal.status >= 500) request.log.error({ err: error, code: refusal.code }, 'request failed');
      return refuse(request, reply, refusal);
    });
  },
  { name: 'problems' },
);
