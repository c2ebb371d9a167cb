import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/sdk/types.js';
import type { Json, SkillResult } from '../../core/skill.ts';

/** Binary content has no place in a trace: a mark says what was there. */
const toText = (block: ContentBlock): string => {
  switch (block.type) {
    case 'text':
      return block.text;
    case 'image':
    case 'audio':
      return `[${block.mimeType}, ${Math.floor((block.data.length * 3) / 4)} bytes]`;
    case 'resource_link':
      return `[${block.uri}]`;
    case 'resource':
      return 'text' in block.resource ? block.resource.text : `[${block.resource.uri}]`;
  }
};

export const toSkillResult = (action: string, result: CallToolResult): SkillResult => {
  const structured = result.structuredContent as Json | undefined;
  const words = result.content.map(toText).join('\n');
  const text = words === '' && structured !== undefined ? JSON.stringify(structured) : words;
  return {
    ok: result.isError !== true,
    text,
    ...(structured === undefined ? {} : { structured }),
    ...(result.isError === true
      ? { failure: { code: 'skill_failed', params: { action, reason: text.slice(0, 300) } } }
      : {}),
  };
};
