import type { IncomingMessage } from 'node:http';
import { type Json, json } from './json.ts';
import { refusal } from './world-refusal.ts';
import type { FileState } from './world-state.ts';

export interface WorldRequest {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Whatever came, for a list of commands too. */
  readonly raw: unknown;
  readonly body: Json;
  readonly files: readonly FileState[];
}

/** null: nothing to say, 204. */
export type Handler = (request: WorldRequest) => Json | readonly Json[] | null;

export interface ReadBody {
  readonly raw: unknown;
  readonly files: readonly FileState[];
}

export const readBytes = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

/** JSON, or `payload_json` with its `files[n]`. Throws Discord's refusal. */
export const readBody = async (contentType: string, bytes: Buffer): Promise<ReadBody> => {
  if (bytes.length === 0) return { raw: {}, files: [] };
  if (!contentType.startsWith('multipart/form-data'))
    return { raw: parse(bytes.toString('utf8')), files: [] };
  const form = await new Response(new Uint8Array(bytes), {
    headers: { 'content-type': contentType },
  }).formData();
  const files: FileState[] = [];
  for (const [name, value] of form) {
    if (!/^files\[\d+\]$/.test(name) || typeof value === 'string') continue;
    const content = Buffer.from(await value.arrayBuffer());
    files.push({ name: value.name, contentType: value.type, bytes: content });
  }
  const told = form.get('payload_json');
  return { raw: typeof told === 'string' ? parse(told) : {}, files };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw refusal(50109);
  }
};

export const bodyOf = (raw: unknown): Json => json(raw);
