import helmet from '@fastify/helmet';
import type { Api } from './parts.ts';

/**
 * Nothing from elsewhere, no inline scripts. Styles may stand in attributes, since the tooltips of
 * charts are written that way; style sheets may not be inline. Images in `data:` are the icons of
 * the interface's description. Without TLS nothing may insist on HTTPS.
 */
export async function addSecurityHeaders(server: Api, secure: boolean): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        styleSrcAttr: ["'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    frameguard: { action: 'deny' },
    hsts: secure,
    referrerPolicy: { policy: 'same-origin' },
  });
}
