const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escapeHtml = (words: string): string =>
  words.replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
