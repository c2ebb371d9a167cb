import fastifyPlugin from 'fastify-plugin';

/** The page has files of its own origin and nothing else: no inline script or style, no frame, no other host. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Data is not a page: shown in a browser it may load nothing and is in no origin. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

export const securityHeaders = fastifyPlugin(
  async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      const isData = request.url.startsWith('/api/') || request.url.startsWith('/console/');
      reply.headers({
        'content-security-policy': isData ? DATA_POLICY : PAGE_POLICY,
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
      });
      // What one member was told is nobody else's, and a list is old at once.
      if (isData) reply.header('cache-control', 'no-store');
    });
  },
  { name: 'security-headers' },
);
