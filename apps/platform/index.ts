export { type TransportName, transportNames, transportOf } from './carriage/transport.js';
export { type Configuration, configurationFrom } from './configuration/configuration.js';
export { type ContextName, contextNames, type ContextSettings, type PasswordHasher } from './contexts.js';
export { createPlatform } from './create-platform.js';
export type { PlatformSettings } from './platform-settings.js';
export { type Role, roleNames } from './roles.js';
