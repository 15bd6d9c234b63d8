import { createHash } from 'node:crypto';

/** The version of Discord's API whose rules this context keeps, whatever version the configured address names. */
const discordApi = 'https://discord.com/api/v10';

const webhookPath = /^\/api\/(?:v\d{1,2}\/)?webhooks\/(\d{15,21})\/([A-Za-z0-9_-]{10,128})$/;

/** A webhook, known by its id and token and nothing else: an address is made of them, never taken over. */
export class WebhookAddress {
  private constructor(
    readonly url: string,
    readonly host: string,
  ) {}

  /**
   * @param webhookUrl `https://discord.com/api/webhooks/<id>/<token>`
   * @param apiUrl where Discord's API is instead of discord.com, for stand-ins
   */
  static parse(webhookUrl: string, apiUrl: string = discordApi): WebhookAddress {
    const url = URL.parse(webhookUrl);
    const [, id, token] = webhookPath.exec(url?.pathname ?? '') ?? [];
    if (url?.origin !== 'https://discord.com' || hasMore(url) || id === undefined || token === undefined)
      throw new RangeError(
        'The address of the Discord webhook cannot be used. Copy it from the settings of the channel; it reads https://discord.com/api/webhooks/<id>/<token>.',
      );
    const base = URL.parse(apiUrl);
    if (base === null || !['http:', 'https:'].includes(base.protocol) || hasMore(base))
      throw new RangeError(
        `"${apiUrl}" is no address of an API. Write it as ${discordApi}, or leave it out.`,
      );
    const root = `${base.origin}${base.pathname.replace(/\/+$/, '')}`;
    return new WebhookAddress(`${root}/webhooks/${id}/${token}?wait=true`, base.hostname);
  }

  /** Recognises the address without telling it. */
  get fingerprint(): string {
    return createHash('sha256').update(this.url).digest('base64url');
  }
}

function hasMore({ username, password, search, hash }: URL): boolean {
  return `${username}${password}${search}${hash}` !== '';
}
