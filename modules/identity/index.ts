export { IdentityModule, type IdentitySettings } from './identity.module.js';
export type { OAuthProvider } from './infrastructure/identity-options.js';
