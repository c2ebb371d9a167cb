import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { JsonSchema } from '../../core/skill.ts';

/** Errors of a value by a JSON Schema as short English sentences; [] when it is valid. */
export type SchemaCheck = (schema: JsonSchema, value: unknown) => readonly string[];

// The package is CommonJS: under Node's ES modules its function is the `default` of what is imported.
const addFormats = ajvFormats as unknown as typeof ajvFormats.default;
const OPTIONS = { allErrors: true, strict: false, validateFormats: true, logger: false } as const;

/**
 * Draft 7 when a schema says so, else 2020-12, which is what MCP means when nothing is said. One compiler per schema:
 * a shared one would keep every schema it ever saw.
 */
const compile = (schema: JsonSchema): ValidateFunction => {
  const { $schema, $id: _id, ...rest } = schema;
  const ajv = String($schema ?? '').includes('draft-07') ? new Ajv(OPTIONS) : new Ajv2020(OPTIONS);
  addFormats(ajv);
  return ajv.compile(rest);
};

const MAX_ERRORS = 8;

const toSentence = ({ instancePath, keyword, message, params }: ErrorObject): string => {
  const place = instancePath === '' ? '' : `${instancePath.slice(1).replaceAll('/', '.')} `;
  if (keyword === 'required') return `${place}"${String(params.missingProperty)}" is missing`;
  if (keyword === 'additionalProperties')
    return `${place}"${String(params.additionalProperty)}" is not known`;
  if (keyword === 'enum') return `${place}must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
  return `${place}${message ?? keyword}`;
};

const toSentences = (validate: ValidateFunction, value: unknown): readonly string[] => {
  if (validate(value)) return [];
  return (validate.errors ?? []).slice(0, MAX_ERRORS).map(toSentence);
};

type Checker = (value: unknown) => readonly string[];

/** A schema that is itself wrong refuses every value. */
const toChecker = (schema: JsonSchema): Checker => {
  try {
    const validate = compile(schema);
    return (value) => toSentences(validate, value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return () => [`the schema can't be used: ${reason}`];
  }
};

/** More schemas than an installation has; beyond it, the oldest is compiled again when it is needed. */
const MAX_KEPT = 500;

/** Checks any value by any schema. Equal schemas are compiled once, also when they come as different objects. */
export const createSchemaCheck = (): SchemaCheck => {
  const checkers = new Map<string, Checker>();
  return (schema, value) => {
    const key = JSON.stringify(schema);
    const checker = checkers.get(key) ?? toChecker(schema);
    checkers.set(key, checker);
    const oldest = checkers.size > MAX_KEPT ? checkers.keys().next().value : undefined;
    if (oldest !== undefined) checkers.delete(oldest);
    return checker(value);
  };
};

/** What is wrong with a schema itself; null when values can be checked by it. */
export const createSchemaProblem = (): ((schema: JsonSchema) => string | null) => (schema) => {
  try {
    compile(schema);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
