import { parseArgs } from 'node:util';
import { createManifest } from '../adapters/slack/manifest.ts';

const USAGE = 'npm run --silent slack:manifest [-- --http https://your.host] [--name NAME]';

/** Slack takes no longer name of an app. */
const NAME_LENGTH = 35;

/** Prints the manifest of a Slack app, to be pasted into Slack: by default for Socket Mode. */
const main = (): void => {
  const { values } = parseArgs({ options: { http: { type: 'string' }, name: { type: 'string' } } });
  const { http, name = 'Countersign' } = values;
  if (http !== undefined && !/^https:\/\/[^/]+\/?$/.test(http)) {
    throw new Error(
      '--http takes the https address under which Slack reaches this server, e.g. https://bot.example.com.',
    );
  }
  if (name.trim() === '' || name.length > NAME_LENGTH) {
    throw new Error(
      `--name takes 1 to ${NAME_LENGTH} characters: Slack takes no others for the name of an app.`,
    );
  }
  const manifest = createManifest({ name, publicUrl: http ? new URL(http).origin : null });
  process.stdout.write(`${JSON.stringify(manifest, null, 2)}\n`);
};

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\nUsage: ${USAGE}\n`);
  process.exitCode = 1;
}
