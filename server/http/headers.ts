import type { FastifyInstance } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';

/** No inline script, nothing from elsewhere. Style attributes are how charts size themselves. */
const DIRECTIVES = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'style-src-attr': ["'unsafe-inline'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'worker-src': ["'self'", 'blob:'],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
};

/** What pages of some origins, or of none, may show in a frame. */
function optionsFor(embedders: readonly string[]): HelmetOptions {
  const frameAncestors = embedders.length > 0 ? [...embedders] : ["'none'"];
  return {
    contentSecurityPolicy: {
      useDefaults: false, // among them: asking for https, which the server does not speak
      directives: { ...DIRECTIVES, 'frame-ancestors': frameAncestors },
    },
    xFrameOptions: embedders.length > 0 ? false : { action: 'deny' },
    /** Whether a name is only ever reached by https is known to the proxy in front, not to this server. */
    strictTransportSecurity: false,
  };
}

/** Every answer, refusals and errors included, says what a browser must not do with it; `embedders` are the origins whose pages may show what is under /embed in a frame. */
export function secureHeaders(app: FastifyInstance, embedders: readonly string[]): void {
  const apply = helmet(optionsFor([])); // once: @fastify/helmet makes it anew at each request, 40 µs of a small one's 200
  const applyFramed = helmet(optionsFor(embedders));
  app.addHook('onRequest', ({ raw: request }, { raw: response }, done) => {
    if (isOfApi(request.url)) response.setHeader('cache-control', 'no-store'); // runs are private, and change
    const isFramed = embedders.length > 0 && EMBEDDED.test(pathOf(request.url ?? ''));
    (isFramed ? applyFramed : apply)(request, response, () => done());
  });
}

/** The pages that are made for a frame, and no other: `//embed/x` is another address. */
const EMBEDDED = /^\/embed\/(panel$|report\/[^/]+$)/;

/** An address without its query. */
export const pathOf = (url: string): string => url.split('?', 1)[0] ?? '';

const isOfApi = (url = '') => /^\/+api(\/|$)/i.test(pathOf(url));
