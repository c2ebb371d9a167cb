/**
 * Who may import whom. Inner code knows nothing of outer code:
 * main, compose, config → adapters → core ← workflows, activities, routes.
 */
const TEST = String.raw`\.(test|integration\.test|e2e\.test)\.tsx?$|/testing/|^console/e2e/`;
const COMPOSITION = String.raw`^(bot|worker|api)/(main|compose|config)[^/]*\.ts$`;
/** A vendor's package, wherever npm put it. */
const pkg = (...names) => `node_modules/(${names.join('|')})(/|$)`;

const onlyIn = (name, packages, folders, why) => ({
  name,
  comment: why,
  severity: 'error',
  from: { pathNot: [...folders, TEST] },
  to: { path: pkg(...packages) },
});

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nobody imports and that imports nothing is dead.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          TEST,
          String.raw`\.d\.ts$`,
          String.raw`\.config\.ts$`,
          String.raw`^\.dependency-cruiser\.mjs$`,
          '^migrations/',
        ],
      },
      to: {},
    },
    {
      name: 'core-is-alone',
      comment:
        'The domain outlives every SDK: it imports only itself (the libraries below, in their one place).',
      severity: 'error',
      from: { path: '^core/', pathNot: [TEST, '^core/schema/', String.raw`^core/messages/format\.ts$`] },
      to: { pathNot: '^core/' },
    },
    {
      name: 'core-schema-adds-only-zod',
      comment: 'Data that crosses a process border is checked in one folder, by one library.',
      severity: 'error',
      from: { path: '^core/schema/', pathNot: TEST },
      to: { pathNot: ['^core/', pkg('zod')] },
    },
    {
      name: 'core-format-adds-only-intl',
      comment: 'ICU messages are formatted in one file, so that the library can be changed in one place.',
      severity: 'error',
      from: { path: String.raw`^core/messages/format\.ts$` },
      to: { pathNot: ['^core/', pkg('intl-messageformat', '@formatjs/[^/]+')] },
    },
    {
      name: 'core-io-free',
      comment: 'Rules must be testable as tables: no files, no network, no process.',
      severity: 'error',
      from: { path: '^core/', pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'workflows-are-deterministic',
      comment: 'A workflow is replayed: it may use the domain and Temporal, activities as types only.',
      severity: 'error',
      from: { path: '^worker/workflows/', pathNot: TEST },
      to: {
        pathNot: [
          '^worker/workflows/',
          '^core/',
          pkg('@temporalio/workflow', '@temporalio/common'),
          '^worker/activities/',
        ],
      },
    },
    {
      name: 'workflows-know-activities-as-types',
      comment: 'Activity code in the workflow bundle would do I/O in a replay.',
      severity: 'error',
      from: { path: '^worker/workflows/', pathNot: TEST },
      to: { path: '^worker/activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-without-zod-or-messages',
      comment:
        'zod costs a megabyte in the workflow bundle, message formatting more: parse and format at the edges.',
      severity: 'error',
      from: { path: '^worker/workflows/', pathNot: TEST },
      to: {
        path: ['^core/schema/', String.raw`^core/messages/format\.ts$`],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'workflows-never-reach-zod',
      comment: 'Also not through a file in between.',
      severity: 'error',
      from: { path: '^worker/workflows/', pathNot: TEST },
      to: {
        path: pkg('zod', 'intl-messageformat'),
        reachable: true,
      },
    },
    {
      name: 'activities-and-routes-see-ports',
      comment:
        'An activity or a route is written against ports; only main, compose and config choose the adapter.',
      severity: 'error',
      from: { path: '^(worker/activities|api/routes|api/plugins|bot)/', pathNot: [TEST, COMPOSITION] },
      to: { path: '^adapters/' },
    },
    {
      name: 'only-composition-names-adapters',
      comment: 'One place per process says what runs in it.',
      severity: 'error',
      from: { path: '^(bot|worker|api|console|core)/', pathNot: [TEST, COMPOSITION] },
      to: { path: '^adapters/' },
    },
    {
      name: 'adapters-do-not-know-each-other',
      comment: 'An adapter speaks with one outside system; what combines two belongs to core or compose.',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/', pathNot: TEST },
      to: { path: '^adapters/', pathNot: '^adapters/$1/' },
    },
    {
      name: 'adapters-only-know-core',
      comment: 'An adapter must work in any process.',
      severity: 'error',
      from: { path: '^adapters/', pathNot: TEST },
      to: { path: '^(bot|worker|api|console|local|tools|bench)/' },
    },
    {
      name: 'processes-do-not-know-each-other',
      comment:
        'bot, worker and api are started, scaled and upgraded alone; what they share is core/contract.',
      severity: 'error',
      from: { path: '^(bot|worker|api)/', pathNot: TEST },
      to: { path: '^(bot|worker|api)/', pathNot: '^$1/' },
    },
    {
      name: 'nobody-needs-the-local-stack',
      comment:
        'What runs on one machine must be the same code as in production, so nothing may lean on local/.',
      severity: 'error',
      from: { pathNot: ['^(local|bench|tools)/', TEST, String.raw`^vitest\.config\.ts$`] },
      to: { path: '^(local|tools|bench)/' },
    },
    {
      name: 'migrations-are-frozen',
      comment: 'A migration runs years after the app changed: it imports nothing of it.',
      severity: 'error',
      from: { path: '^migrations/', pathNot: TEST },
      to: { pathNot: ['^migrations/', pkg('knex', 'pg')] },
    },
    {
      name: 'the-page-sees-core-only',
      comment: 'The page runs in a browser and must not pull server code in.',
      severity: 'error',
      from: { path: '^console/', pathNot: [TEST, String.raw`^console/vite\.config\.ts$`] },
      to: { path: ['^(adapters|api|bot|worker|local|migrations|tools|bench)/'] },
    },
    {
      name: 'the-page-has-its-own-libraries',
      comment: 'What the page loads is chosen with care: every library here is downloaded by a person.',
      severity: 'error',
      from: { path: '^console/', pathNot: [TEST, String.raw`^console/vite\.config\.ts$`] },
      to: {
        path: 'node_modules/',
        pathNot: pkg(
          'react',
          'react-dom',
          '@types/react',
          '@types/react-dom',
          'react-aria-components',
          '@tanstack/react-query',
          'wouter',
        ),
      },
    },
    {
      name: 'page-libraries-stay-in-the-page',
      comment: 'They are built into the page and are not there when the server runs.',
      severity: 'error',
      from: { pathNot: ['^console/', TEST, '^local/'] },
      to: {
        path: pkg('react', 'react-dom', 'react-aria-components', '@tanstack/react-query', 'wouter', 'vite'),
      },
    },
    onlyIn(
      'slack-in-its-adapter',
      ['@slack/[^/]+'],
      // The bench measures against the bare frameworks.
      ['^adapters/slack/', '^bench/'],
      'A changed SDK changes one folder.',
    ),
    onlyIn(
      'discord-in-its-adapter',
      ['discord.js', '@discordjs/[^/]+'],
      ['^adapters/discord/', '^bench/'],
      'A changed SDK changes one folder.',
    ),
    onlyIn(
      'sql-in-its-adapter',
      ['knex', 'objection', 'pg'],
      ['^adapters/postgres/', '^migrations/', String.raw`^local/(database|testing/.*)\.ts$`, '^bench/'],
      'Every query goes through the tenant-scoped handle; local/ only makes logins before the app exists.',
    ),
    onlyIn(
      'kubernetes-in-its-adapter',
      ['@kubernetes/[^/]+'],
      ['^adapters/kubernetes/'],
      'A changed SDK changes one folder.',
    ),
    onlyIn('ws-in-its-adapter', ['ws'], ['^adapters/openclaw/'], 'A changed SDK changes one folder.'),
    onlyIn(
      'mcp-in-its-adapter',
      ['@modelcontextprotocol/[^/]+'],
      ['^adapters/mcp/'],
      'A changed SDK changes one folder.',
    ),
    onlyIn(
      'llm-in-its-adapter',
      ['ai', '@ai-sdk/[^/]+'],
      ['^adapters/llm/'],
      'A changed SDK changes one folder.',
    ),
    onlyIn(
      'temporal-client-in-its-adapter',
      ['@temporalio/client'],
      ['^adapters/temporal/', '^bench/'],
      'bot and api reach Temporal through the TaskGateway port only.',
    ),
    onlyIn(
      'temporal-worker-in-worker',
      ['@temporalio/worker'],
      ['^worker/', '^bench/', String.raw`^local/temporal-download-process\.ts$`],
      'Only the worker runs workflows; local/ borrows the download of the development server.',
    ),
    onlyIn(
      'fastify-in-api',
      ['fastify', 'fastify-.*', '@fastify/[^/]+'],
      ['^api/', '^bench/'],
      'The domain does not know HTTP.',
    ),
    {
      name: 'no-undeclared-packages',
      comment: 'A package that is not in package.json is gone after the next install.',
      severity: 'error',
      from: {},
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown'],
        pathNot: String.raw`\?raw$|\.css$`,
      },
    },
    {
      name: 'nothing-missing',
      comment: 'An import that leads nowhere fails only when it runs.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: String.raw`^(console/dist|node_modules/\.cache|worker/workflows/bundle)` },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
