import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parityPage } from './parity/parity-page.ts';

const FILE = fileURLToPath(new URL('../docs/parity.md', import.meta.url));

await mkdir(fileURLToPath(new URL('../docs/', import.meta.url)), { recursive: true });
await writeFile(FILE, parityPage());
process.stdout.write(`${FILE}\n`);
