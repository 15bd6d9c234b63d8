/** The version of Discord's API whose rules this context keeps, whatever version a configured address names. */
const discordApi = 'https://discord.com/api/v10';

/** Where Discord's API is. Everything that is called begins with it. */
export class ApiRoot {
  private constructor(
    readonly url: string,
    readonly host: string,
  ) {}

  /** @param apiUrl where it is instead of discord.com, for stand-ins */
  static at(apiUrl: string = discordApi): ApiRoot {
    const base = URL.parse(apiUrl);
    if (base === null || !['http:', 'https:'].includes(base.protocol) || hasMore(base))
      throw new RangeError(
        `"${apiUrl}" is no address of an API. Write it as ${discordApi}, or leave it out.`,
      );
    return new ApiRoot(`${base.origin}${base.pathname.replace(/\/+$/, '')}`, base.hostname);
  }
}

function hasMore({ username, password, search, hash }: URL): boolean {
  return `${username}${password}${search}${hash}` !== '';
}
