/** What the program that runs this context decides for it. */
export class IdentityOptions {
  /**
   * @param secret signs cookies; at least 32 random characters
   * @param baseUrl where browsers reach the program: `https://boardwalk.example`
   */
  constructor(
    readonly secret: string,
    readonly baseUrl: string,
  ) {
    if (secret.length < 32)
      throw new RangeError(
        `The secret that signs cookies has ${secret.length} characters and can be guessed. Give at least 32 random ones.`,
      );
  }
}
