import type { DiscoveryService } from '@nestjs/core';

type Provider = ReturnType<DiscoveryService['getProviders']>[number];

/** A context's module is called after it: `ExtensionsModule` is the context `extensions`. */
export function contextOfProvider(provider: Provider): string {
  const module = provider.host?.metatype?.name;
  if (module === undefined) throw new Error(`The provider ${String(provider.name)} belongs to no module.`);
  return kebab(module.replace(/Module$/, ''));
}

/** `SendEmailNotification` → `send-email-notification` */
export function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}
