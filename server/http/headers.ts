import type { FastifyInstance } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';

const OPTIONS: HelmetOptions = {
  /** No inline script, nothing from elsewhere, in no frame. Style attributes are how charts size themselves. */
  contentSecurityPolicy: {
    useDefaults: false, // among them: asking for https, which the server does not speak
    directives: {
      'default-src': ["'self'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'style-src-attr': ["'unsafe-inline'"],
      'img-src': ["'self'", 'data:', 'blob:'],
      'worker-src': ["'self'", 'blob:'],
      'object-src': ["'none'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
    },
  },
  xFrameOptions: { action: 'deny' },
  /** Whether a name is only ever reached by https is known to the proxy in front, not to this server. */
  strictTransportSecurity: false,
};

/** Every answer, refusals and errors included, says what a browser must not do with it. */
export function secureHeaders(app: FastifyInstance): void {
  const apply = helmet(OPTIONS); // once: @fastify/helmet makes it anew at each request, 40 µs of a small one's 200
  app.addHook('onRequest', ({ raw: request }, { raw: response }, done) => {
    if (isOfApi(request.url)) response.setHeader('cache-control', 'no-store'); // runs are private, and change
    apply(request, response, () => done());
  });
}

/** An address without its query. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? '';

const isOfApi = (url = '') => /^\/+api(\/|$)/i.test(pathOf(url));
