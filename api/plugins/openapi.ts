import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fastifyPlugin from 'fastify-plugin';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

export interface OpenApiOptions {
  readonly version: string;
}

/** The page loads its own files only; its styles are written into the page by its own script. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The document is made from the schemas that check the requests, so it can't say anything else than they do. */
export const openApi = fastifyPlugin<OpenApiOptions>(
  async (app, { version }) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Countersign',
          version,
          description:
            'Tasks for agents and runbooks, and the approvals they wait for. Errors are problem details (RFC 9457).',
        },
        // Relative to where the document is, so that it is right behind any proxy.
        servers: [{ url: '/' }],
        tags: [{ name: 'tasks' }, { name: 'approvals' }, { name: 'traces' }, { name: 'service' }],
        components: {
          securitySchemes: {
            apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of a member' },
            session: {
              type: 'apiKey',
              in: 'cookie',
              name: 'countersign',
              description: 'The session of the page',
            },
          },
        },
        security: [{ apiKey: [] }, { session: [] }],
      },
      transform: jsonSchemaTransform,
      transformObject: jsonSchemaTransformObject,
    });

    await app.register(swaggerUi, {
      routePrefix: '/docs',
      staticCSP: DOCS_POLICY,
      // Without the bar at the top, which would load any document from anywhere.
      uiConfig: { layout: 'BaseLayout', validatorUrl: null, deepLinking: true },
      theme: { title: 'Countersign API' },
    });

    app.get('/api/v1/openapi.json', { schema: { hide: true }, config: { access: 'public' } }, async () =>
      app.swagger(),
    );
  },
  { name: 'openapi' },
);
