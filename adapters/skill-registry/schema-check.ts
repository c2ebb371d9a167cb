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

/** Draft 7 when a schema says so, else 2020-12, which is what MCP means when nothing is said. */
const createSchemaCompiler = (): ((schema: JsonSchema) => ValidateFunction) => {
  const draft7 = new Ajv(OPTIONS);
  const draft2020 = new Ajv2020(OPTIONS);
  addFormats(draft7);
  addFormats(draft2020);
  return (schema) => {
    const { $schema, $id, ...rest } = schema;
    // Without its id: two versions of a tool may carry the same one.
    return (String($schema ?? '').includes('draft-07') ? draft7 : draft2020).compile(rest);
  };
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

/** Makes a checker of one schema; a schema that is itself wrong refuses every value. */
export const createCheckerFactory = (): ((schema: JsonSchema) => (value: unknown) => readonly string[]) => {
  const compile = createSchemaCompiler();
  return (schema) => {
    try {
      const validate = compile(schema);
      return (value) => toSentences(validate, value);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return () => [`the schema can't be used: ${reason}`];
    }
  };
};

/** Checks any value by any schema; compiled schemas are kept as long as the schema object lives. */
export const createSchemaCheck = (): SchemaCheck => {
  const create = createCheckerFactory();
  const checkers = new WeakMap<JsonSchema, (value: unknown) => readonly string[]>();
  return (schema, value) => {
    const checker = checkers.get(schema) ?? create(schema);
    checkers.set(schema, checker);
    return checker(value);
  };
};

/** What is wrong with a schema itself; null when values can be checked by it. */
export const createSchemaProblem = (): ((schema: JsonSchema) => string | null) => {
  const compile = createSchemaCompiler();
  return (schema) => {
    try {
      compile(schema);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
};
